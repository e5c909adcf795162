import { CATALOGUE } from '../../../events/catalogue.ts';
import type { Fact } from '../../../events/fact.ts';
import type * as z from 'zod';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { PARTNER_FACTS } from '../domain/facts.ts';
import { concerns } from '../domain/webhook.ts';
import { interestsIn, ownerOf } from '../records.ts';
import { wakeLane, type WakeNeeds } from '../wake.ts';

/** A fact happened: each webhook that wants it, and that the case concerns, learns that there is something to send. */
export const wakeLanes = (needs: WakeNeeds): readonly Subscription[] =>
  PARTNER_FACTS.map((name) =>
    on(CATALOGUE[name] as Fact<z.ZodObject>, 'WakeWebhooks', async ({ metadata }, { at }) => {
      const interests = await interestsIn(needs.table, name);
      if (interests.length === 0) return;
      const { caseId, area, programme, eventId } = metadata;
      const owner = await ownerOf(needs.table, caseId);
      const concerned = interests.filter((interest) => concerns(interest, { owner, area, programme }));
      for (const { webhookId, state } of concerned)
        await wakeLane(needs, { webhookId, caseId, area, programme, cause: eventId, at, quiet: state !== 'active' });
    }),
  );
