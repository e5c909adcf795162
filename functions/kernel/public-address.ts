import { BlockList, isIP } from 'node:net';

/** Networks that are nobody's on the internet: this machine, the link, private ones, and where a cloud keeps its credentials. */
const PRIVATE: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['::1', 128, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

const nobodys = new BlockList();
for (const [network, bits, family] of PRIVATE) nobodys.addSubnet(network, bits, family);

/** Whether an address is one of the internet's. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isPublicAddress(mapped);
  return family !== 0 && !/^::ffff:/i.test(address) && !nobodys.check(address, family === 4 ? 'ipv4' : 'ipv6');
};

/** Whether a URL may be called back, as far as it says so itself; what its name stands for is looked at when it is called. */
export const isCallable = (uri: string): boolean => {
  const url = URL.parse(uri);
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return false;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? host.includes('.') && !/\.(local|internal|localhost)$/i.test(host) : isPublicAddress(host);
};
