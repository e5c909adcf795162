import { findOf } from '../../casefile/files.ts';
import { Reviews } from '../../casefile/review.ts';
import { Replies } from '../../conversations/records.ts';
import { answering, dayInWords, workerOf, type Telling, type Wording } from './compose.ts';

/** That a person reads what she wrote. Of a loop, and of what others wrote, she is told nothing. */
export const forPerson = (reviewId: string, { file, programme }: Telling): Wording | undefined => {
  const review = findOf(file, Reviews, (one) => one.reviewId === reviewId);
  if (review?.about['reason'] !== 'text') return undefined;
  return { template: 'textForPerson', variables: { days: String(programme.operations.conversations.reviewDueDays) } };
};

/** What a person wrote to her, or to who looks after her children. */
export const replied = (replyId: string, known: Telling): Wording | undefined => {
  const reply = findOf(known.file, Replies, (one) => one.replyId === replyId);
  return reply && { template: 'personReply', variables: { text: reply.text }, group: answering(known) };
};

/** How often others opened her record. */
export const looked = (looks: number, byStaff: number, lastOn: string | undefined, { file }: Telling): Wording =>
  lastOn === undefined
    ? { template: 'accessesNone', variables: {} }
    : {
        template: 'accessesTold',
        variables: { count: String(looks), staff: String(byStaff), date: dayInWords(lastOn, file.root.language) },
      };

/** The way to her page; the code is made when the text is sent. */
export const accountLink = (link: string, challengeId: string | undefined, { file }: Telling): Wording =>
  challengeId === undefined
    ? { template: 'accountNone', variables: { worker: workerOf(file) } }
    : { template: 'accountLink', variables: { link, code: `challenge:${challengeId}` } };
