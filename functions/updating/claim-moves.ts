import type { CaseFile } from '../casefile/files.ts';
import type { Programme } from '../policy/programme.ts';
import type { Vault } from '../runtime/vault.ts';
import { placeOf } from './domain/correction-fields.ts';
import type { ClaimMove } from './domain/correction.ts';
import type { Correction } from './records.ts';

/** The claims that a correction of identity numbers takes and releases, by the numbers as they are sealed. */
export const claimMovesOf = async (
  vault: Vault,
  file: CaseFile,
  programme: Programme,
  { changes }: Correction,
): Promise<readonly ClaimMove[]> => {
  const moves = await Promise.all(
    changes.map(async ({ field, before, after }): Promise<ClaimMove | undefined> => {
      const place = placeOf(file, programme, field);
      if (place?.claim === undefined) return undefined;
      const { claim: kind, child } = place;
      const hashOf = async (sealed: string): Promise<string> =>
        vault.hash(kind, await vault.open(sealed, child?.childId ?? file.root.personId));
      return { kind, newHash: await hashOf(String(after)), ...(typeof before === 'string' ? { oldHash: await hashOf(before) } : {}) };
    }),
  );
  return moves.filter((move) => move !== undefined);
};
