import * as z from 'zod';
import { CaseRoot } from '../../casefile/case.ts';
import { commitBeside, type CaseFiles, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { partsOf } from '../../policy/parts.ts';
import { renderMessage } from '../../policy/text.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Texts } from '../../runtime/sms.ts';
import { task } from '../../runtime/task.ts';
import { placePartition } from '../../table/keys.ts';
import { TransactionRefused, type Table } from '../../table/table.ts';
import { deliveryKey, type Campaigns } from '../campaigns.ts';
import { campaignDenial, isInSegment } from '../domain/audience.ts';
import { textIn, type Content } from '../domain/campaign.ts';

interface Needs {
  readonly campaigns: Campaigns;
  readonly table: Table;
  readonly files: CaseFiles;
  readonly texts: Texts;
  readonly programmes: Programmes;
}

/** How many cases one call of the task looks at. */
const PAGE = 25;

const plainOf = ({ once: _once, ...context }: Context): Context => context;

/** Records the state of one delivery; the first record of it claims it. */
const record = (
  table: Table,
  campaignId: string,
  caseId: string,
  fields: Readonly<Record<string, unknown>>,
  context: Context,
  first: boolean,
): Promise<void> =>
  commitBeside(
    table,
    context,
    [
      {
        put: { ...deliveryKey(campaignId, caseId), entity: 'delivery', caseId, at: context.at, ...fields },
        ...(first ? { condition: 'absent' as const } : {}),
      },
    ],
    undefined,
  );

const isTaken = (error: unknown): boolean => error instanceof TransactionRefused;

/**
 * Sends to one mother once. Claimed before it is sent: a delivery that is found claimed was sent, or was cut off while it was, and is
 * not sent again.
 */
const deliver = async (
  { table, files, texts, programmes }: Needs,
  campaignId: string,
  caseId: string,
  content: Content,
  context: Context,
): Promise<void> => {
  const file = await files.open(caseId, context);
  const programme = programmes.get(file.root.programme);
  const denial = campaignDenial(file, programme);
  const { phone } = file.root.mother;
  const text = renderMessage(programme.operations, 'campaign', file.root.language, {
    text: textIn(content, file.root.language),
  });
  const { parts } = partsOf(text);
  try {
    const claimed =
      denial === undefined && phone !== undefined ? { state: 'sending', parts } : { state: 'denied', reason: denial ?? 'noPhone' };
    await record(table, campaignId, caseId, claimed, context, true);
  } catch (error) {
    if (isTaken(error)) return;
    throw error;
  }
  if (denial !== undefined || phone === undefined) return;
  const delivery = await texts.send({ phone, text, reference: derivedId('campaign text', campaignId, caseId), at: context.at });
  if (delivery.state === 'tryAgain') {
    await commitBeside(table, context, [{ remove: deliveryKey(campaignId, caseId) }], undefined);
    throw new Problem('PartnerUnavailable', 'the gateway takes no texts now');
  }
  await record(
    table,
    campaignId,
    caseId,
    delivery.state === 'refused'
      ? { state: 'failed', reason: delivery.reason }
      : { state: 'sent', parts, receipt: delivery.state === 'sent' ? 'accepted' : 'unknown' },
    context,
    false,
  );
};

/** Sends a campaign to one page of an area's cases, and says where the next page begins. */
export const sendPage = (needs: Needs) =>
  task(
    z.object({ campaignId: z.uuid(), place: z.object({ area: z.int().min(0), after: z.string().optional() }) }),
    async ({ campaignId, place }, context) => {
      const campaign = await needs.campaigns.get(campaignId);
      const area = campaign.segment.areas[place.area];
      if (area === undefined) return { done: true, place };
      const content = await needs.campaigns.content(campaign.content.contentId, campaign.content.version);
      const page = await needs.table.pageOf(
        'place',
        placePartition('CASES', area),
        {},
        { limit: PAGE, ...(place.after === undefined ? {} : { after: place.after }) },
      );
      for (const root of page.items.map((item) => CaseRoot.parse(item)).filter((candidate) => isInSegment(campaign, candidate)))
        await deliver(needs, campaignId, root.caseId, content, plainOf(context));
      const next = page.next === undefined ? { area: place.area + 1 } : { area: place.area, after: page.next };
      return { done: next.area >= campaign.segment.areas.length, place: next };
    },
  );
