import * as z from 'zod';
import { CaseStatus, Instant } from '../../casefile/case.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { statusRefuses } from '../../kernel/problem.ts';

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
  completed: z.object({ at: Instant, sent: z.int(), failed: z.int(), parts: z.int() }).optional(),
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
