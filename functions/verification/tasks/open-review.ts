import * as z from 'zod';
import { allOf, withoutOnce, type CaseFile } from '../../casefile/files.ts';
import { Difference } from '../../casefile/review.ts';
import { task } from '../../runtime/task.ts';
import { Comparison, type Subject } from '../domain/findings.ts';
import { Scope } from '../domain/track.ts';
import { openDifferences } from '../domain/waiting.ts';
import { SealedFindings } from '../records.ts';
import { runOf, settingsOf, type VerificationNeeds } from './needs.ts';

type Needs = Pick<VerificationNeeds, 'files' | 'vault' | 'programmes'>;

const differencesOf = async ({ vault }: Needs, file: CaseFile, subjects: readonly Subject[]): Promise<readonly Difference[]> => {
  const findings = allOf(file, SealedFindings).filter(({ subject }) => subjects.includes(subject));
  const opened = await Promise.all(
    findings.map(async ({ sealed }) => z.array(Difference).parse(JSON.parse(await vault.open(sealed, file.root.caseId)))),
  );
  return opened.flat();
};

/** Lays the differences before a person; the state goes on when she or he has decided. @throws {Problem} StatusRefuses */
export const openReview = (needs: Needs) =>
  task(
    Scope.extend({ comparison: Comparison.pick({ reasons: true, subjects: true }) }),
    ({ caseId, comparison, ...scope }, { token, ...tried }) => {
      if (token === undefined) throw new Error('a review is opened by a state that waits');
      // each try brings a token of its own, which has to be kept; the id of the review makes it one
      const context = withoutOnce(tried);
      return needs.files.change(caseId, context, async (file) =>
        openDifferences(
          file,
          runOf(scope, context),
          comparison,
          await differencesOf(needs, file, comparison.subjects),
          token,
          settingsOf(needs.programmes, file),
        ),
      );
    },
  );
