import { CasePhones } from '../casefile/case-phone.ts';
import { place } from '../casefile/entity.ts';
import type { CaseFile, Change } from '../casefile/files.ts';
import type { Vault } from '../runtime/vault.ts';

/** A change, and where it gives the mother another phone, the line by which her texts find the case from that moment. */
export const foundByPhone = async <Answer>(vault: Vault, { root }: CaseFile, change: Change<Answer>): Promise<Change<Answer>> => {
  const phone = change.root?.mother.phone;
  if (phone === undefined || phone === root.mother.phone) return change;
  return { ...change, put: [...(change.put ?? []), place(CasePhones, { phoneHash: await vault.hash('phone', phone) })] };
};
