import * as z from 'zod';
import { CaseRoot } from '../../casefile/case.ts';
import { unchanged, withoutOnce, type CaseFiles, type Context } from '../../casefile/files.ts';
import { prepared } from '../../messaging/domain/message.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { task } from '../../runtime/task.ts';
import { placePartition } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import type { Campaigns } from '../campaigns.ts';
import { isInSegment } from '../domain/audience.ts';
import { campaignWords, type Campaign } from '../domain/campaign.ts';

interface Needs {
  readonly campaigns: Campaigns;
  readonly table: Table;
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  /** Waits for the turn of the next text. */
  readonly pace: () => Promise<void>;
}

/** How many cases one call of the task looks at. */
const PAGE = 25;

/** Writes the text of a campaign to one mother: the same campaign again writes nothing, whatever became of the first. */
const write = ({ files, programmes }: Needs, { campaignId, content }: Campaign, caseId: string, context: Context): Promise<void> =>
  files.change(caseId, context, (file) => {
    const parts = prepared(
      file,
      programmes.get(file.root.programme),
      { template: 'campaign', variables: { text: campaignWords(content) }, group: { campaignId } },
      { at: context.at, causedBy: `campaign:${campaignId}:${caseId}` },
    );
    return parts.put.length === 0 ? unchanged(undefined) : { ...parts, answer: undefined };
  });

/**
 * Puts the texts of one page of an area's cases into the queue, no faster than they leave it, so that no other text waits behind a
 * campaign; and says where the next page begins.
 */
export const sendPage = (needs: Needs) =>
  task(
    z.object({ campaignId: z.uuid(), place: z.object({ area: z.int().min(0), after: z.string().optional() }) }),
    async ({ campaignId, place }, context) => {
      const campaign = await needs.campaigns.get(campaignId);
      const area = campaign.segment.areas[place.area];
      if (area === undefined) return { done: true, place };
      const page = await needs.table.pageOf(
        'place',
        placePartition('CASES', area),
        {},
        { limit: PAGE, ...(place.after === undefined ? {} : { after: place.after }) },
      );
      for (const root of page.items.map((item) => CaseRoot.parse(item)).filter((candidate) => isInSegment(campaign, candidate))) {
        await needs.pace();
        await write(needs, campaign, root.caseId, withoutOnce(context));
      }
      const next = page.next === undefined ? { area: place.area + 1 } : { area: place.area, after: page.next };
      return { done: next.area >= campaign.segment.areas.length, place: next };
    },
  );
