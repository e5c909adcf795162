import * as z from 'zod';
import { CaseStatus, Instant } from '../../casefile/case.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { statusRefuses } from '../../kernel/problem.ts';
import type { MessageState } from '../../messaging/records.ts';

/** Whom a campaign is for. Everything that is given has to fit. */
export const Segment = z.strictObject({
  areas: z
    .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/))
    .min(1)
    .max(50)
    .describe('codes of areas'),
  programme: z.string().max(64).optional(),
  statuses: z.array(CaseStatus).min(1).optional(),
  birth: z.enum(['before', 'after']).optional().describe('only mothers before, or after, the birth'),
});
export type Segment = z.infer<typeof Segment>;

export const Channel = z.enum(['sms', 'topic', 'fieldVisit', 'radio']);

/** From where a campaign may go where. */
export const CAMPAIGN_NEXT = {
  planned: ['running', 'cancelled'],
  running: ['completed'],
  completed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export const Campaign = z.object({
  campaignId: z.uuid(),
  version: z.int().min(1),
  name: z.string(),
  channel: Channel,
  segment: Segment,
  language: z.string().optional().describe('only mothers who chose it; absent: each in hers'),
  content: z.object({ contentId: z.string(), version: z.int().min(1) }),
  startsOn: PlainDate,
  endsOn: PlainDate,
  status: z.enum(Object.keys(CAMPAIGN_NEXT) as [keyof typeof CAMPAIGN_NEXT, ...(keyof typeof CAMPAIGN_NEXT)[]]),
  createdAt: Instant,
  completed: z
    .object({
      at: Instant,
      sent: z.int(),
      failed: z.int(),
      parts: z.int(),
      costMicros: z.int().optional().describe('what its texts cost with all their tries, millionths of the currency'),
    })
    .optional(),
});
export type Campaign = z.infer<typeof Campaign>;

/** @throws {Problem} StatusRefuses */
export const moveCampaign = (campaign: Campaign, to: Campaign['status']): Campaign => {
  const allowed: readonly string[] = CAMPAIGN_NEXT[campaign.status];
  if (!allowed.includes(to)) throw statusRefuses(`make a campaign ${to}`, campaign.status, allowed);
  return { ...campaign, status: to };
};

/** A text of a campaign: one version in all the languages that it has. A new text is a new version; old ones stay. */
export const Content = z.object({
  contentId: z.string(),
  version: z.int().min(1),
  title: z.string(),
  texts: z.record(z.string(), z.string()),
  createdAt: Instant,
  createdBy: z.string(),
});
export type Content = z.infer<typeof Content>;

/** The text in a language, or in the first one that the content has. */
export const textIn = ({ texts }: Content, language: string): string => texts[language] ?? texts['en'] ?? Object.values(texts)[0] ?? '';

/** Stands for the words of a campaign in a text: they are read, in her language, when it is sent. */
export const campaignWords = ({ contentId, version }: Campaign['content']): string => `content:${contentId}:${String(version)}`;

/** @param value as `campaignWords` gives it; anything else is undefined */
export const campaignWordsOf = (value: string): (Campaign['content'] & { readonly value: string }) | undefined => {
  const [, contentId, version] = /^content:([^:]+):(\d+)$/.exec(value) ?? [];
  return contentId === undefined ? undefined : { value, contentId, version: Number(version) };
};

/** What of a delivery is counted. */
export interface Delivery {
  readonly state: string;
  readonly parts: number;
  readonly costMicros: number;
}

const WAITING = new Set<string>(['scheduled', 'queued', 'sending'] satisfies MessageState[]);
const LEFT = new Set<string>(['sent', 'delivered', 'recorded']);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** What has become of a campaign: how many texts still wait for the morning or their turn, and what those that left have cost. */
export const tally = (deliveries: readonly Delivery[]) => {
  const left = deliveries.filter(({ state }) => LEFT.has(state));
  return {
    waiting: deliveries.filter(({ state }) => WAITING.has(state)).length,
    sent: left.length,
    failed: deliveries.filter(({ state }) => state === 'failed').length,
    parts: sum(left.map(({ parts }) => parts)),
    costMicros: sum(deliveries.map(({ costMicros }) => costMicros)),
  };
};
