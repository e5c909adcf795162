import type { Vault } from '../runtime/vault.ts';
import type { SealedChild, SealedIdentity } from './domain/register.ts';

/** Seals an identifier for its owner and hashes it for the register of claims. */
export const sealIdentity = async (
  vault: Vault,
  kind: 'mother' | 'child' | 'certificate',
  text: string,
  owner: string,
): Promise<SealedIdentity> => {
  const [sealed, hash] = await Promise.all([vault.seal(text, owner), vault.hash(kind, text)]);
  return { sealed, hash };
};

/** Seals the number and the certificate of a child. */
export const sealChild = async (
  vault: Vault,
  { nationalId, certificate }: { nationalId?: string | undefined; certificate?: string | undefined },
  childId: string,
): Promise<SealedChild> => {
  const [number, paper] = await Promise.all([
    nationalId === undefined ? undefined : sealIdentity(vault, 'child', nationalId, childId),
    certificate === undefined ? undefined : sealIdentity(vault, 'certificate', certificate, childId),
  ]);
  return { ...(number === undefined ? {} : { nationalId: number }), ...(paper === undefined ? {} : { certificate: paper }) };
};
