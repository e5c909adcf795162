import { findOf } from '../../casefile/files.ts';
import { Questions } from '../../casefile/question.ts';
import { isUnderWay, Screens, type Screen } from '../../screening/records.ts';
import type { Telling, Wording } from './compose.ts';

const waitingScreen = ({ file }: Telling, screenId: string): Screen | undefined =>
  findOf(file, Screens, (screen) => screen.screenId === screenId && isUnderWay(screen));

/** The question whether she wants to answer; nothing where the first item went out at once or the offer is over. */
export const offerWording = ({ screenId }: { screenId: string }, known: Telling): Wording | undefined =>
  waitingScreen(known, screenId)?.status === 'offered' ? { template: 'screenOffer', variables: {} } : undefined;

/** One item, in the words that the screen keeps; nothing when she has answered it meanwhile. Only a reply to her own text comes at night. */
export const itemWording = (
  { screenId, item, because }: { screenId: string; item: string; because: 'next' | 'again' | 'invitation' | 'reminder' },
  known: Telling,
): Wording | undefined => {
  const asking = waitingScreen(known, screenId)?.asking;
  if (asking?.item !== item) return undefined;
  const range = findOf(known.file, Questions, ({ questionId }) => questionId === asking.questionId)?.answer;
  if (because === 'again' && range?.of === 'number')
    return { template: 'screenAgain', variables: { text: asking.text, least: String(range.least), most: String(range.most) } };
  const isReply = because === 'next' || because === 'again';
  return { template: isReply ? 'screenQuestion' : 'screenInvitation', variables: { text: asking.text } };
};

/** Thanks for answers by text. They say that somebody will call, never why: phones are shared. */
export const thanksWording = ({
  channel,
  band,
  goesOn,
}: {
  channel: 'text' | 'worker';
  band: string;
  goesOn: boolean;
}): Wording | undefined => {
  if (channel === 'worker' || goesOn) return undefined;
  return { template: band === 'positive' || band === 'incomplete' ? 'screenThanksCall' : 'screenThanks', variables: {} };
};
