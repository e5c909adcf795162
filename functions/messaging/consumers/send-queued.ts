import { MessageQueued } from '../../../events/catalogue.ts';
import { on } from '../../runtime/subscriber.ts';
import { sendQueued as send, type SendNeeds } from '../send.ts';

/** Sends a text that is in the queue. */
export const sendQueued = (needs: SendNeeds) =>
  on(MessageQueued, 'SendQueued', ({ metadata: { caseId }, data: { messageId } }, context) => send(needs, caseId, messageId, context));
