import { CaseRoot } from '../casefile/case.ts';
import { partsOf } from '../policy/parts.ts';
import { placePartition } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import { isInSegment } from './domain/audience.ts';
import { textIn, type Campaign, type Content } from './domain/campaign.ts';

/** How many cases a preview reads; a larger segment is counted so far and said to be incomplete. */
const MOST_CASES = 2_000;
const PAGE = 200;

/** Counts whom a campaign reaches and what it costs in message parts; topic, visit and radio cost none. */
export const previewOf = async (table: Table, campaign: Campaign, content: Content) => {
  const byLanguage: Record<string, { reached: number; partsEach: number; parts: number }> = {};
  const totals = { inSegment: 0, reached: 0, withoutPhone: 0, parts: 0 };
  let read = 0;
  for (const area of campaign.segment.areas) {
    for (let after: string | undefined; read < MOST_CASES;) {
      const page = await table.pageOf(
        'place',
        placePartition('CASES', area),
        {},
        { limit: PAGE, ...(after === undefined ? {} : { after }) },
      );
      read += page.items.length;
      for (const root of page.items.map((item) => CaseRoot.parse(item)).filter((candidate) => isInSegment(campaign, candidate))) {
        totals.inSegment += 1;
        if (root.mother.phone === undefined || root.messages !== 'all') {
          totals.withoutPhone += root.mother.phone === undefined ? 1 : 0;
          continue;
        }
        const partsEach = campaign.channel === 'sms' ? partsOf(textIn(content, root.language)).parts : 0;
        const known = byLanguage[root.language] ?? { reached: 0, partsEach, parts: 0 };
        byLanguage[root.language] = { reached: known.reached + 1, partsEach, parts: known.parts + partsEach };
        totals.reached += 1;
        totals.parts += partsEach;
      }
      if (page.next === undefined) break;
      after = page.next;
    }
  }
  return { ...totals, byLanguage, complete: read < MOST_CASES };
};
