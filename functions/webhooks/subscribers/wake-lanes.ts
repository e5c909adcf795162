import { CATALOGUE, EventPublished } from '../../../events/catalogue.ts';
import type { Fact } from '../../../events/fact.ts';
import type * as z from 'zod';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { HEARD_FACTS, isAboutNobody } from '../domain/facts.ts';
import { concerns } from '../domain/webhook.ts';
import { findWebhook, interestsIn, ownerOf } from '../records.ts';
import { wakeLane, type WakeNeeds } from '../wake.ts';

/** A fact happened: each webhook that wants it, and that the case concerns, learns that there is something to send. */
export const wakeLanes = (needs: WakeNeeds): readonly Subscription[] =>
  HEARD_FACTS.map((name) =>
    on(CATALOGUE[name] as Fact<z.ZodObject>, 'WakeWebhooks', async ({ metadata }, { at }) => {
      const interests = await interestsIn(needs.table, name);
      if (interests.length === 0) return;
      const { caseId, area, programme, eventId } = metadata;
      const owner = await ownerOf(needs.table, caseId);
      const concerned = interests.filter((interest) => isAboutNobody(name) || concerns(interest, { owner, area, programme }));
      for (const { webhookId, state } of concerned)
        await wakeLane(needs, { webhookId, caseId, area, programme, cause: eventId, at, quiet: state !== 'active' });
    }),
  );

const DAY_SECONDS = 86_400;
/** How long the lane of one event is kept: longer than a dead letter can be looked up. */
const KEPT_DAYS = 200;

/** Another system published an event: it stands in the lanes since then, and is sent. */
export const wakeForPublished = (needs: WakeNeeds): Subscription =>
  on(EventPublished, 'PushPublished', async ({ metadata: { eventId }, data: { pushes } }, { at }) => {
    for (const { webhookId, lane } of pushes) {
      const webhook = await findWebhook(needs.table, webhookId);
      if (webhook === undefined) continue;
      await wakeLane(needs, {
        webhookId,
        caseId: lane,
        area: '',
        programme: '',
        cause: eventId,
        at,
        quiet: webhook.state !== 'active',
        ...(lane === webhookId ? {} : { expiresAt: Math.floor(Date.parse(at) / 1000) + KEPT_DAYS * DAY_SECONDS }),
      });
    }
  });
