import * as z from 'zod';
import type { Context } from '../../casefile/files.ts';
import type { Status } from '../messaging/domain/status.ts';
import type { EmailStore } from '../messaging/store.ts';

/** What SES publishes of an e-mail: of it we read what happened, and by our own tags to which. */
const EmailEvent = z.object({
  eventType: z.string(),
  mail: z.object({ tags: z.object({ request: z.tuple([z.uuid()]), email: z.tuple([z.coerce.number().int().min(1)]) }) }),
});

const STATUS_BY: Readonly<Record<string, Status>> = {
  Delivery: 'delivered',
  Bounce: 'bounced',
  DeliveryDelay: 'deferred',
  Reject: 'notSent',
};

/** Counts what came of an e-mail. What is none of ours, or says nothing new, changes nothing. */
export const takeEvent = async (store: EmailStore, body: string, context: Context): Promise<void> => {
  const event = EmailEvent.safeParse(JSON.parse(body));
  if (!event.success) return;
  const { eventType, mail } = event.data;
  const status = STATUS_BY[eventType];
  const [[requestUid], [number]] = [mail.tags.request, mail.tags.email];
  if (status === undefined) return;
  await store.move(requestUid, number, status, context, status === 'delivered' ? undefined : eventType);
  await store.settle(requestUid, context);
};
