import { commitBeside, outboxItems, type Context } from '../casefile/files.ts';
import type { NewFact } from '../../events/fact.ts';
import { Problem } from '../kernel/problem.ts';
import { keys, placePartition, type Key } from '../table/keys.ts';
import { TransactionRefused, type Item, type Table, type Write } from '../table/table.ts';
import { Campaign, Content } from './domain/campaign.ts';

const campaignKey = (campaignId: string): Key => ({ pk: keys.campaign(campaignId), sk: 'CAMPAIGN' });
const versionSk = (version: number): string => `VERSION#${String(version).padStart(6, '0')}`;

export interface Campaigns {
  /** @throws {Problem} CampaignNotFound */
  get(campaignId: string): Promise<Campaign>;
  list(area: string, page: { limit: number; after?: string }): Promise<{ items: readonly Campaign[]; next?: string }>;
  /** Writes a campaign with its facts. `version` is that of the campaign as it was read; 0 for a new one. @throws {Problem} VersionConflict */
  save(campaign: Campaign, context: Context, facts: readonly NewFact[], also?: readonly Write[]): Promise<Campaign>;
  /** The records of what was sent, visited or broadcast. */
  deliveries(campaignId: string, page: { limit: number; after?: string }): Promise<{ items: readonly Item[]; next?: string }>;
  /** Adds a version to a content. */
  addContent(content: Omit<Content, 'version'>, context: Context): Promise<Content>;
  /** The newest version, or the one that is asked for. @throws {Problem} ContentNotFound */
  content(contentId: string, version?: number): Promise<Content>;
}

const versionRefused = (cause: unknown): Error =>
  cause instanceof TransactionRefused ? new Problem('VersionConflict', 'it was changed by somebody else', { cause }) : (cause as Error);

export const campaignStore = (table: Table): Campaigns => {
  const newest = async (contentId: string): Promise<Content | undefined> => {
    const { items } = await table.page(keys.content(contentId), { beginsWith: 'VERSION#' }, { limit: 1, descending: true });
    return items[0] === undefined ? undefined : Content.parse(items[0]);
  };
  return {
    async get(campaignId) {
      const item = await table.find(campaignKey(campaignId));
      if (item === undefined) throw new Problem('CampaignNotFound', 'no campaign has this id');
      return Campaign.parse(item);
    },
    async list(area, page) {
      const { items, ...rest } = await table.pageOf('place', placePartition('CAMPAIGNS', area), {}, page);
      return { items: items.map((item) => Campaign.parse(item)), ...rest };
    },
    async save(campaign, context, facts, also = []) {
      const saved = { ...campaign, version: campaign.version + 1 };
      const [area = 'all'] = campaign.segment.areas;
      const item: Item = {
        ...saved,
        ...campaignKey(campaign.campaignId),
        entity: 'campaign',
        placePk: placePartition('CAMPAIGNS', area),
        placeSk: `${campaign.startsOn}#${campaign.campaignId}`,
      };
      const outbox = outboxItems(
        { id: campaign.campaignId, version: saved.version, area, programme: campaign.segment.programme ?? 'all' },
        context,
        facts,
      );
      try {
        return await commitBeside(
          table,
          context,
          [
            { put: item, condition: campaign.version === 0 ? 'absent' : { version: campaign.version } },
            ...also,
            ...outbox.map((put): Write => ({ put })),
          ],
          saved,
        );
      } catch (error) {
        throw versionRefused(error);
      }
    },
    deliveries: (campaignId, page) => table.page(keys.campaign(campaignId), { beginsWith: 'DELIVERY#' }, page),
    async addContent(content, context) {
      const next: Content = { ...content, version: ((await newest(content.contentId))?.version ?? 0) + 1 };
      try {
        return await commitBeside(
          table,
          context,
          [
            {
              put: { ...next, pk: keys.content(content.contentId), sk: versionSk(next.version), entity: 'content' },
              condition: 'absent',
            },
          ],
          next,
        );
      } catch (error) {
        throw versionRefused(error);
      }
    },
    async content(contentId, version) {
      const item =
        version === undefined ? await newest(contentId) : await table.find({ pk: keys.content(contentId), sk: versionSk(version) });
      if (item === undefined) throw new Problem('ContentNotFound', 'no content has this id and version');
      return Content.parse(item);
    },
  };
};
