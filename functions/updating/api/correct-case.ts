import * as z from 'zod';
import type { CaseFile, CaseFiles } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { invalidRequest } from '../../kernel/problem.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Vault } from '../../runtime/vault.ts';
import { claimMovesOf } from '../claim-moves.ts';
import { needsApproval, readChanges, type CorrectorRole, type ReadChange } from '../domain/correction-fields.ts';
import { applyCorrection, requestCorrection } from '../domain/correction.ts';
import { Correction, type FieldChange } from '../records.ts';

const CorrectionRequest = z.strictObject({
  changes: z
    .array(
      z.strictObject({
        field: z.string().regex(/^(\/[A-Za-z0-9-]{1,60}){1,3}$/, 'must be a pointer such as /mother/phone'),
        value: z.unknown(),
      }),
    )
    .min(1)
    .max(20),
  reason: z.string().trim().min(1).max(500),
});

/** As whom a caller corrects: staff by their groups, a partner as partner, the ministry's own systems for its staff. */
const rolesOf = ({ user, roles, partner }: Caller): readonly CorrectorRole[] => {
  if (user === undefined) return partner === undefined ? ['worker', 'supervisor'] : ['partner'];
  return roles.flatMap((role): CorrectorRole[] => (role === 'worker' ? ['worker'] : ['supervisor']));
};

interface Needs {
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

/** `POST /cases/{caseId}/corrections`: changes the record, at once or when a second person has agreed, as the programme says of each field. */
export const correctCase = ({ files, vault, programmes }: Needs) =>
  operation('correctCase', {
    route: 'POST /cases/{caseId}/corrections',
    scope: 'updating.write',
    summary: 'Correct the record of a mother or a child',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: CorrectionRequest,
    response: Correction.pick({ correctionId: true, status: true, reviewId: true }),
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, async (file) => {
        const { at, by, causationId } = caller;
        const programme = programmes.get(file.root.programme);
        const read = readChanges(file, programme, body.changes, rolesOf(caller));
        const correction: Correction = {
          correctionId: derivedId('correction', file.root.caseId, causationId),
          status: 'requested',
          changes: await Promise.all(read.map((change, index) => storedChange(vault, file, change, index))),
          reason: body.reason,
          requestedAt: at,
          requestedBy: by,
        };
        if (needsApproval(programme, read)) return requestCorrection(file, programme, correction, caller);
        return applyCorrection(file, programme, correction, await claimMovesOf(vault, file, programme, correction), caller);
      }),
  });
