import { PersonReplied, ReviewDecided } from '../../../events/catalogue.ts';
import { findCaregiver } from '../../casefile/caregiver.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { Reviews } from '../../casefile/review.ts';
import { derivedId } from '../../kernel/ids.ts';
import { statusRefuses } from '../../kernel/problem.ts';
import { Replies, type Reply } from '../records.ts';

export interface Answered extends Reply {
  readonly closed: readonly string[];
}

/** Who looks after the children agreed to hear from the programme. */
const phoneOfCaregiver = (file: CaseFile): string | undefined => {
  const caregiver = findCaregiver(file);
  return caregiver?.consent === 'given' ? caregiver.phone : undefined;
};

/** Writes to her, or to who looks after her children when she has died, and closes every entry of the queue that waited for it. @throws {Problem} StatusRefuses where nobody could read it */
export const answerTexts = (file: CaseFile, text: string, { at, by, causationId }: Context): Change<Answered> => {
  const { mother, caseId } = file.root;
  const phone = mother.diedOn === undefined ? mother.phone : phoneOfCaregiver(file);
  if (mother.diedOn !== undefined && phone === undefined) throw statusRefuses('write to her', 'deceased', []);
  if (phone === undefined) throw statusRefuses('write to her', 'without a phone', ['a correction of her phone']);
  const reply: Reply = { replyId: derivedId('reply', caseId, causationId), text, at, by };
  const waiting = allOf(file, Reviews).filter(({ kind, status }) => kind === 'message' && status === 'open');
  const decided = { status: 'decided' as const, decision: 'answered', decidedAt: at, decidedBy: by };
  return {
    put: [place(Replies, reply), ...waiting.map((review) => place(Reviews, { ...review, ...decided }))],
    facts: [
      PersonReplied.of({ replyId: reply.replyId }),
      ...waiting.map(({ reviewId, kind }) => ReviewDecided.of({ reviewId, kind, decision: 'answered' })),
    ],
    answer: { ...reply, closed: waiting.map(({ reviewId }) => reviewId) },
  };
};
