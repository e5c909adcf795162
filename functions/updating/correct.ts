import type { CaseFile, CaseFiles, Change } from '../casefile/files.ts';
import { derivedId } from '../kernel/ids.ts';
import { invalidRequest } from '../kernel/problem.ts';
import type { Caller } from '../runtime/operation.ts';
import type { Programmes } from '../runtime/programmes.ts';
import type { Vault } from '../runtime/vault.ts';
import { claimMovesOf } from './claim-moves.ts';
import { needsApproval, readChanges, type AskedChange, type CorrectorRole, type ReadChange } from './domain/correction-fields.ts';
import { applyCorrection, requestCorrection, type CorrectionAnswer } from './domain/correction.ts';
import { foundByPhone } from './found-by-phone.ts';
import type { Correction, FieldChange } from './records.ts';

/** As whom a caller corrects: staff by their groups, a partner as partner, the ministry's own systems for its staff. */
const rolesOf = ({ user, roles, partner }: Caller): readonly CorrectorRole[] => {
  if (user === undefined) return partner === undefined ? ['worker', 'supervisor'] : ['partner'];
  return roles.flatMap((role): CorrectorRole[] => (role === 'worker' ? ['worker'] : ['supervisor']));
};

export interface CorrectNeeds {
  readonly files: CaseFiles;
  readonly vault: Vault;
  readonly programmes: Programmes;
}

/** Seals an identity number for whom it belongs to; everything else is stored as it is. @throws {Problem} InvalidRequest when the number is the one that is held */
const storedChange = async (
  vault: Vault,
  { root }: CaseFile,
  { field, before, value, claim, child }: ReadChange,
  index: number,
): Promise<FieldChange> => {
  if (claim === undefined) return { field, before, after: value, sealed: false };
  const owner = child?.childId ?? root.personId;
  if (typeof before === 'string' && (await vault.open(before, owner)) === value) {
    const fault = { pointer: `#/body/changes/${String(index)}/value`, detail: 'is what the record holds already' };
    throw invalidRequest(fault);
  }
  return { field, before, after: await vault.seal(String(value), owner), sealed: true };
};

/**
 * What somebody asks to have changed, as a change of the case: made at once, or kept until a second person has agreed.
 * @throws {Problem} InvalidRequest naming every fault, RoleMissing, ImplausibleFact, StatusRefuses
 */
export const correct = async (
  { vault, programmes }: Omit<CorrectNeeds, 'files'>,
  file: CaseFile,
  { changes, reason }: { changes: readonly AskedChange[]; reason: string },
  caller: Caller,
): Promise<Change<CorrectionAnswer>> => {
  const { at, by, causationId } = caller;
  const programme = programmes.get(file.root.programme);
  const read = readChanges(file, programme, changes, rolesOf(caller));
  const correction: Correction = {
    correctionId: derivedId('correction', file.root.caseId, causationId),
    status: 'requested',
    changes: await Promise.all(read.map((change, index) => storedChange(vault, file, change, index))),
    reason,
    requestedAt: at,
    requestedBy: by,
  };
  if (needsApproval(programme, read)) return requestCorrection(file, programme, correction, caller);
  const moves = await claimMovesOf(vault, file, programme, correction);
  return foundByPhone(vault, file, applyCorrection(file, programme, correction, moves, caller));
};
