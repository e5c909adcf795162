import type { Child } from '../../casefile/case.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { ChildNumbers, SealedNumber, SealedNumbers } from '../domain/birth.ts';
import { identifierOf } from '../domain/comparison.ts';

/** The numbers of a child in the clear, for the time of one task. */
export const openNumbers = async (vault: Vault, { childId, nationalId, certificate }: Child): Promise<ChildNumbers> => ({
  childId: nationalId === undefined ? undefined : await vault.open(nationalId, childId),
  certificate: certificate === undefined ? undefined : await vault.open(certificate, childId),
});

const seal = async (vault: Vault, kind: 'child' | 'certificate', text: string, owner: string): Promise<SealedNumber> => {
  const number = identifierOf(text);
  const [sealed, hash] = await Promise.all([vault.seal(number, owner), vault.hash(kind, number)]);
  return { sealed, hash };
};

/** Numbers that a register gave, as they are kept; in the form in which a registration writes them. */
export const sealNumbers = async (vault: Vault, owner: string, { childId, certificate }: ChildNumbers): Promise<SealedNumbers> => ({
  ...(childId === undefined ? {} : { nationalId: await seal(vault, 'child', childId, owner) }),
  ...(certificate === undefined ? {} : { certificate: await seal(vault, 'certificate', certificate, owner) }),
});
