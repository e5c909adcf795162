import { BlockList, isIP } from 'node:net';

/**
 * Networks that the open internet does not reach, by IANA's registries of special-purpose addresses; multicast, and what carries
 * an IPv4 address inside, among them. @source RFC 6890 and its updates
 */
const IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
] as const;
const IPV6 = [
  '::/96',
  '::ffff:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
] as const;

const listOf = (networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = '0'] = network.split('/');
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
};

// apart, since one list would take every IPv4 address for the IPv6 network that embeds them
const inside4 = listOf(IPV4, 'ipv4');
const inside6 = listOf(IPV6, 'ipv6');

/** Whether an IP address belongs to the open internet. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 0) return false;
  return family === 4 ? !inside4.check(address, 'ipv4') : !inside6.check(address, 'ipv6');
};

/** Names that stand for this machine or for a network's own. */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|arpa)\.?$/i;

/** The host of a URL as an address, without the brackets of IPv6. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** Whether a host as written may be a public one; what its name leads to is judged when it is called. */
export const mayBePublic = (host: string): boolean =>
  isIP(host) === 0 ? host.includes('.') && !PRIVATE_NAME.test(host) : isPublicAddress(host);

/** Whether a URL may be called back, as far as it says so itself: https, at its usual port, without a password, to the open internet. */
export const isCallable = (uri: string): boolean => {
  const url = URL.parse(uri);
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return false;
  return mayBePublic(hostOf(url));
};
