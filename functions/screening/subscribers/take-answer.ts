import { TextReceived } from '../../../events/catalogue.ts';
import { on } from '../../runtime/subscriber.ts';
import { takeAnswer as decideAnswer } from '../domain/take-answer.ts';
import { changeScreens, type Needs } from './setting.ts';

/** Takes a mother's text as the answer to what a screen has asked her. */
export const takeAnswer = (needs: Needs) =>
  on(TextReceived, 'TakeScreenAnswer', async ({ metadata: { caseId }, data: { inboundId, question } }, context) => {
    if (question !== 'screenOffer' && question !== 'screenItem') return;
    await changeScreens(needs, caseId, context, (setting) => decideAnswer(setting, inboundId));
  });
