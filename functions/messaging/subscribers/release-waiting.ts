import { onDue } from '../../runtime/subscriber.ts';
import { release } from '../domain/sending.ts';
import type { TellNeeds } from '../send.ts';

/** Puts a text whose time has come into the queue: quiet hours are over, a pause has ended, or the queue has forgotten it. */
export const releaseWaiting = ({ files, programmes }: TellNeeds) =>
  onDue(['message'], 'ReleaseWaiting', async ({ metadata: { caseId }, data: { item } }, context) => {
    const messageId = item.split('#').at(-1);
    if (messageId === undefined) return;
    await files.change(caseId, context, (file) => release(file, programmes.get(file.root.programme), messageId, context.at));
  });
