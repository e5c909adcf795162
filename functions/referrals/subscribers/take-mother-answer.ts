import { TextReceived } from '../../../events/catalogue.ts';
import { findOf, unchanged, type CaseFiles } from '../../casefile/files.ts';
import { Inbounds } from '../../casefile/inbound.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { answerOfMother } from '../domain/close.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** She answered whether help arrived. */
export const takeMotherAnswer = ({ files, programmes }: Needs) =>
  on(TextReceived, 'TakeMotherAnswer', async ({ metadata: { caseId }, data: { inboundId, intent, question } }, context) => {
    if (intent !== 'answer' || question !== 'referral') return;
    await files.change<unknown>(caseId, context, (file) => {
      const said = findOf(file, Inbounds, (one) => one.inboundId === inboundId)?.intent;
      if (said?.is !== 'answer') return unchanged({});
      const { subjectId, questionId, value } = said;
      const { referrals } = programmes.get(file.root.programme).operations;
      return answerOfMother(file, { referralId: subjectId, questionId, helped: value === 1 }, referrals, context);
    });
  });
