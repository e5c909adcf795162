import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { isPublicAddress } from '../../kernel/public-address.ts';

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Resolves a name for a connection and refuses it when any of its addresses is not public: the connection goes to the address that was
 * judged, so a name that changes in between reaches nothing inside.
 */
export const publicLookup = (name: string, options: LookupOptions, found: Found): void => {
  resolve(name, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      found(error, '', 4);
      return;
    }
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address)))
      found(Object.assign(new Error('the name leads inside a network'), { code: 'ENOTPUBLIC' }), '', 4);
    else if (options.all === true) found(null, addresses);
    else found(null, first.address, first.family);
  });
};
