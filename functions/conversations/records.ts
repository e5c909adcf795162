import * as z from 'zod';
import { CAREGIVERS_PHONE_SK, phonePartition } from '../casefile/case-phone.ts';
import { Caregiver, CAREGIVER_SK, writesFor } from '../casefile/caregiver.ts';
import { CaseRoot, Instant } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';
import { PlainDate } from '../kernel/dates.ts';
import { keys, placePartition, type Key } from '../table/keys.ts';
import type { Item, Table, Write } from '../table/table.ts';

const MOST_CASES = 50;

/** The case of an entry, where it is still that phone's today. */
const caseOf = async (table: Table, { pk, sk }: Key, phone: string): Promise<readonly CaseRoot[]> => {
  const [item, asItem] = await Promise.all([
    table.find({ pk, sk: 'CASE' }),
    sk === CAREGIVERS_PHONE_SK ? table.find({ pk, sk: CAREGIVER_SK }) : undefined,
  ]);
  if (item === undefined) return [];
  const root = CaseRoot.parse(item);
  if (sk !== CAREGIVERS_PHONE_SK) return root.mother.phone === phone ? [root] : [];
  return asItem !== undefined && writesFor(root, Caregiver.parse(asItem), phone) ? [root] : [];
};

/** The cases whose mother has this phone today, or whose caregiver has it, as their roots. One query, and one or two reads of each. */
export const casesOfPhone = async (table: Table, hash: string, phone: string): Promise<readonly CaseRoot[]> => {
  const { items } = await table.pageOf('lookup', phonePartition(hash), {}, { limit: MOST_CASES });
  const roots = (await Promise.all(items.map((item) => caseOf(table, item, phone)))).flat();
  return [...new Map(roots.map((root) => [root.caseId, root])).values()];
};

/** What somebody has told so far who wants to be registered. */
export const Draft = z.object({
  step: z.enum(['name', 'place', 'date', 'consent']),
  language: z.string(),
  name: z.string().max(100).optional(),
  place: z.string().max(100).optional(),
  /** When the child is due, or was born. */
  date: PlainDate.optional(),
  expiresAt: Instant,
});
export type Draft = z.infer<typeof Draft>;

/** A text of a phone that several mothers have, until one of them has said that it is hers. */
export const WaitingText = z.object({
  inboundId: z.uuid(),
  text: z.string().max(2000),
  channel: z.string(),
  gatewayId: z.string(),
  receivedAt: Instant,
  until: Instant,
  /** Whether it tells of something that is never given up for another text. */
  isDanger: z.boolean(),
});
export type WaitingText = z.infer<typeof WaitingText>;

const MOST_WAITING = 20;

/** The texts that still wait at an instant, and one more; where there is no room, the oldest that tells of no danger makes some. */
export const withWaiting = (line: Pick<PhoneLine, 'waiting'> | undefined, text: WaitingText): readonly WaitingText[] => {
  const all = [...waitingAt(line, text.receivedAt), text];
  if (all.length <= MOST_WAITING) return all;
  const ordinary = all.findIndex(({ isDanger }) => !isDanger);
  return all.toSpliced(Math.max(ordinary, 0), 1);
};

export const waitingAt = (line: Pick<PhoneLine, 'waiting'> | undefined, at: Instant): readonly WaitingText[] =>
  (line?.waiting ?? []).filter(({ until }) => until > at);

/** What is kept of a phone that wrote, whether or not it is anybody's. */
export const PhoneLine = z.object({
  version: z.int().min(1),
  /** What it wrote in the last hour, as marks by which equal texts are known. */
  recent: z.array(z.object({ at: Instant, mark: z.string() })).max(100),
  /** Nothing is answered until then. */
  silentUntil: Instant.optional(),
  /** When a number that nobody has was last told what this is, and last sent to a clinic. */
  helpedAt: Instant.optional(),
  warnedAt: Instant.optional(),
  /** For which of several mothers it speaks, and until when. */
  chosen: z.object({ caseId: z.uuid(), until: Instant }).optional(),
  /** What was written before it was known by which of them, oldest first. */
  waiting: z.array(WaitingText).max(MOST_WAITING).optional(),
  draft: Draft.optional(),
  /** The open lead of this phone. */
  leadId: z.uuid().optional(),
});
export type PhoneLine = z.infer<typeof PhoneLine>;

const KEPT_DAYS = 90;
const epochSeconds = (at: Instant, days: number): number => Math.floor(Date.parse(at) / 1000) + days * 86_400;

export const readLine = async (table: Table, hash: string): Promise<PhoneLine | undefined> => {
  const item = await table.find(keys.phone(hash));
  return item === undefined ? undefined : PhoneLine.parse(item);
};

/** Keeps a phone's line, unless somebody changed it since `before` was read. */
export const writeLine = (hash: string, before: PhoneLine | undefined, next: Omit<PhoneLine, 'version'>, at: Instant): Write => ({
  put: {
    ...PhoneLine.parse({ ...next, version: (before?.version ?? 0) + 1 }),
    ...keys.phone(hash),
    entity: 'phoneLine',
    expiresAt: epochSeconds(at, KEPT_DAYS),
  },
  condition: before === undefined ? 'absent' : { version: before.version },
});

/** Who she is and where to find her, as she told it by text. */
export const Lead = z.object({
  phone: z.string(),
  name: z.string(),
  place: z.string(),
  date: PlainDate.optional(),
  language: z.string(),
});
export type Lead = z.infer<typeof Lead>;

/** Somebody who asked by text to be registered. What she told is sealed for this item. */
export const PreRegistration = z.object({
  preRegistrationId: z.uuid(),
  version: z.int().min(1),
  phoneHash: z.string(),
  sealed: z.string(),
  area: z.string(),
  programme: z.string(),
  status: z.enum(['open', 'registered', 'dismissed']),
  receivedAt: Instant,
  caseId: z.uuid().optional(),
  closedAt: Instant.optional(),
  closedBy: z.string().optional(),
});
export type PreRegistration = z.infer<typeof PreRegistration>;

/** An open lead stands in its area's list, oldest first. */
export const preRegistrationItem = (lead: PreRegistration, keepDays: number): Item => ({
  ...PreRegistration.parse(lead),
  ...keys.preRegistration(lead.preRegistrationId),
  entity: 'preRegistration',
  expiresAt: epochSeconds(lead.receivedAt, keepDays),
  ...(lead.status === 'open'
    ? { placePk: placePartition('PREREGISTRATIONS', lead.area), placeSk: `${lead.receivedAt}#${lead.preRegistrationId}` }
    : {}),
});

/** What a person has written to a mother. */
export const Reply = z.object({ replyId: z.uuid(), text: z.string().max(480), at: Instant, by: z.string() });
export type Reply = z.infer<typeof Reply>;

export const Replies = entity({ name: 'reply', schema: Reply, sk: ({ at, replyId }) => `REPLY#${at}#${replyId}` });
