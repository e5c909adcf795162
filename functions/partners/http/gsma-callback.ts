import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../kernel/problem.ts';
import type { CallbackDelivery } from '../payment-rail.ts';
import type { GsmaRail } from './rails-configuration.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Checks that a mobile money provider called: by the key that it shares with us, and by date and hash of the content where it sends them. The
 * API knows no signature; what is called back is a reason to ask, so a key that leaked could make us ask and nothing more.
 * @returns what tells this call from another with the same body
 * @throws {Problem} SignatureInvalid
 */
export const verifyKey = ({ apiKey, toleranceSeconds }: GsmaRail['callback'], { headers, body, at }: CallbackDelivery): string => {
  if (!timingSafeEqual(digest(headers['x-api-key'] ?? ''), digest(apiKey.value)))
    throw new Problem('SignatureInvalid', 'the key is missing or wrong');
  const sentAt = headers['x-date'];
  if (sentAt !== undefined && !(Math.abs(Date.parse(at) - Date.parse(sentAt)) <= toleranceSeconds * 1000))
    throw new Problem('SignatureInvalid', 'the date is too far from now');
  const hash = headers['x-content-hash'];
  if (hash !== undefined && hash.toLowerCase() !== digest(body).toString('hex'))
    throw new Problem('SignatureInvalid', 'the hash is not that of the body');
  return [sentAt ?? '', headers['x-correlationid'] ?? ''].join(' ').trim();
};
