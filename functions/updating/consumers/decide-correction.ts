import { ReviewDecided } from '../../../events/catalogue.ts';
import { allOf, unchanged, type CaseFile, type CaseFiles, type Change, type Context } from '../../casefile/files.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Vault } from '../../runtime/vault.ts';
import { claimMovesOf } from '../claim-moves.ts';
import { applyCorrection, refuseCorrection, type CorrectionAnswer } from '../domain/correction.ts';
import { foundByPhone } from '../found-by-phone.ts';
import { Corrections, type Correction } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly vault: Vault;
  readonly programmes: Programmes;
}

const requested = (file: CaseFile, reviewId: string): Correction | undefined =>
  allOf(file, Corrections).find((correction) => correction.reviewId === reviewId && correction.status === 'requested');

/** Makes a correction that a second person has agreed to, or closes it. What is no longer possible is closed with the reason. */
export const decideCorrection = ({ files, vault, programmes }: Needs) =>
  on(ReviewDecided, 'DecideCorrection', async ({ metadata: { caseId }, data: { reviewId, kind, decision } }, context) => {
    if (kind !== 'correction') return;
    const change = (decide: (file: CaseFile, correction: Correction, context: Context) => Promise<Change<CorrectionAnswer>>) =>
      files.change<CorrectionAnswer | undefined>(caseId, context, async (file) => {
        const correction = requested(file, reviewId);
        return correction === undefined ? unchanged(undefined) : decide(file, correction, context);
      });
    try {
      await change(async (file, correction) => {
        if (decision !== 'approve') return refuseCorrection(correction, undefined, context);
        const programme = programmes.get(file.root.programme);
        const moves = await claimMovesOf(vault, file, programme, correction);
        return foundByPhone(vault, file, applyCorrection(file, programme, correction, moves, context));
      });
    } catch (error) {
      if (!isProblem(error) || error.name === 'VersionConflict') throw error;
      await change((_, correction) => Promise.resolve(refuseCorrection(correction, error.name, context)));
    }
  });
