import type * as z from 'zod';
import { CATALOGUE } from '../../../../events/catalogue.ts';
import type { Fact } from '../../../../events/fact.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { on, type Subscription } from '../../../runtime/subscriber.ts';
import { TransactionRefused, type Table } from '../../../table/table.ts';
import { PARTNER_FACTS } from '../../../webhooks/domain/facts.ts';
import { ownerOf } from '../../../webhooks/records.ts';
import { queueWrites, subscriptionsTo, topicOf } from '../topics.ts';

interface Needs {
  readonly table: Table;
}

/** A fact happened: it is queued for whoever fetches such facts, a partner's only where it registered the case. Those who have it pushed are told as webhooks. */
export const queueFacts = ({ table }: Needs): readonly Subscription[] =>
  PARTNER_FACTS.map((name) =>
    on(CATALOGUE[name] as Fact<z.ZodObject>, 'QueueForSubscribers', async ({ metadata: { caseId, eventId, occurredAt }, data }) => {
      const subscriptions = await subscriptionsTo(table, topicOf('', name));
      if (subscriptions.length === 0) return;
      const owner = await ownerOf(table, caseId);
      if (owner === undefined) return;
      const concerned = subscriptions.filter(
        ({ delivery, isPartner, client, createdAt }) => delivery === 'PULL' && (!isPartner || client === owner) && createdAt <= occurredAt,
      );
      for (const subscription of concerned) {
        const event = { type: CATALOGUE[name].detailType, time: occurredAt, caseId, data };
        const item = { id: eventId, eventType: name, publisher: subscription.room, event };
        try {
          await table.transact(
            queueWrites(subscription, item, occurredAt, { caseId, owner }),
            derivedId('queue', subscription.id, eventId),
          );
        } catch (error) {
          // the same event twice is one effect
          if (!(error instanceof TransactionRefused)) throw error;
        }
      }
    }),
  );
