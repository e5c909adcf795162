import { ItemFellDue } from '../../../events/catalogue.ts';
import { on } from '../../runtime/subscriber.ts';
import { continueMessage, type SendNeeds } from '../send.ts';

/** Sends a text that waited for the end of quiet hours, or for a gateway that took nothing. */
export const sendWaiting = (needs: SendNeeds) =>
  on(ItemFellDue, 'SendWaiting', async ({ metadata: { caseId }, data: { kind, item } }, context) => {
    const messageId = item.split('#').at(-1);
    if (kind === 'message' && messageId !== undefined) await continueMessage(needs, caseId, messageId, context);
  });
