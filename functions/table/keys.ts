import type { DueKind } from '../../events/item-fell-due.v1.ts';
import { shardOf } from '../kernel/ids.ts';
import type { PlainDate } from '../kernel/dates.ts';

/** The key of an item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The attributes by which an item stands in a sparse index; absent ones keep it out. */
export interface IndexKeys {
  readonly duePk?: string;
  readonly dueSk?: string;
  readonly workerPk?: string;
  readonly workerSk?: string;
  readonly placePk?: string;
  readonly placeSk?: string;
  readonly lookupPk?: string;
  readonly lookupSk?: string;
}

export type IndexName = 'due' | 'worker' | 'place' | 'lookup';

/** Which sweep finds an item that is due. */
export type SweepName = 'update' | 'exit';

/** The whole map of the single table; the README shows it. */
export const keys = {
  /** Everything of a case: one query reads it. */
  case: (caseId: string) => `CASE#${caseId}`,
  /** A campaign of outreach, and its deliveries. */
  campaign: (campaignId: string) => `CAMPAIGN#${campaignId}`,
  /** The events of an aggregate, in the order of its versions: the outbox and the history. */
  events: (aggregateId: string) => `EVENTS#${aggregateId}`,
  /** Who read the record of a case, and why. */
  audit: (caseId: string) => `AUDIT#${caseId}`,
  /** Something that may be registered once; the value is a keyed hash. */
  claim: (kind: string, hash: string): Key => ({ pk: `CLAIM#${kind}#${hash}`, sk: 'CLAIM' }),
  /** What was already done for this caller, task or event, and what it answered. */
  once: (key: string): Key => ({ pk: `ONCE#${key}`, sk: 'ONCE' }),
  /** The versions of a text of outreach. */
  content: (contentId: string) => `CONTENT#${contentId}`,
  /** Children that arrived before their mother, under the case that she will have. */
  parked: (caseId: string) => `PARKED#${caseId}`,
  /** Cases that share a keyed hash of name, birth date or phone: candidates for a duplicate. */
  match: (kind: string, hash: string) => `MATCH#${kind}#${hash}`,
  /** What is known of a phone, by its keyed hash: how much it wrote lately, and what it was asked. */
  phone: (hash: string): Key => ({ pk: `PHONE#${hash}`, sk: 'PHONE' }),
  /** Somebody who asked by text to be registered. */
  preRegistration: (preRegistrationId: string): Key => ({ pk: `PREREGISTRATION#${preRegistrationId}`, sk: 'PREREGISTRATION' }),
  /** A care worker. */
  worker: (workerId: string): Key => ({ pk: `WORKER#${workerId}`, sk: 'WORKER' }),
  /** Who holds the duties of an area: whom an alert there reaches. */
  duties: (area: string) => `DUTIES#${area}`,
  /** The filters that a care worker keeps for her list. */
  filters: (workerId: string) => `FILTERS#${workerId}`,
  /** An organisation to which mothers are referred. */
  organisation: (organisationId: string): Key => ({ pk: `ORGANISATION#${organisationId}`, sk: 'ORGANISATION' }),
  /** The counts of a month: one item for each area, programme and indicator, so that one query reads a month or an area of it. */
  month: (month: string) => `INDICATORS#${month}`,
  /** Which case, or batch of another system, an instruction to the payment rail belongs to; so there is one of an id. */
  railRequest: (requestId: string): Key => ({ pk: `REQUEST#${requestId}`, sk: 'REQUEST' }),
  /** What was paid and returned on a day, by the rail's calendar, in one of several partitions. */
  ledgerDay: (day: string, shard: number) => `LEDGERDAY#${day}#${String(shard)}`,
  /** The ledger of what belongs to no case: of a batch that another system handed us, or of a voucher. */
  outsideLedger: (account: string) => `OUTSIDELEDGER#${account}`,
  /** What a payment rail calls back about by a code, and is of no case: a batch of another system, or the question where it could pay to. */
  outsideCode: (code: string) => `OUTSIDECODE#${code}`,
  /** The comparison of a day's ledger with the rail's statement, page by page and shard by shard. */
  reconciliation: (day: string) => `RECONCILIATION#${day}`,
  /** The results of the comparisons, by day. */
  reconciliations: 'RECONCILIATIONS',
  /** Records of the facades that belong to no case, by kind and by what they are listed by. */
  shelf: (kind: string, within: string) => `SHELF#${kind}#${within}`,
  /** Calls of a client that were refused. */
  refusals: (client: string) => `REFUSALS#${client}`,
  /** A sign-in that is under way, or a code that stands for one, by the hash of what the browser carries. */
  signIn: (hash: string): Key => ({ pk: `SIGNIN#${hash}`, sk: 'SIGNIN' }),
  /** That a member of the staff may sign in with her national identity. */
  staffIdentity: (username: string): Key => ({ pk: `STAFFIDENTITY#${username}`, sk: 'STAFFIDENTITY' }),
  /** How often a partner was called within a second, by all functions together. */
  turns: (partner: string, second: number): Key => ({ pk: `TURNS#${partner}#${String(second)}`, sk: 'TURNS' }),
  /** What a partner wants to be told of, and how its receiver has been doing. */
  webhook: (webhookId: string) => `WEBHOOK#${webhookId}`,
  /** The webhooks that want a fact, so that one query finds whom it concerns. */
  webhooksFor: (fact: string) => `WEBHOOKSFOR#${fact}`,
  /** How far a webhook was told of a case, and what of it is to be sent again. */
  webhookLane: (webhookId: string, caseId: string) => `WEBHOOKLANE#${webhookId}#${caseId}`,
  /** What became of one event on its way to a webhook. */
  webhookDelivery: (webhookId: string, eventId: string): Key => ({ pk: `WEBHOOKDELIVERY#${webhookId}#${eventId}`, sk: 'DELIVERY' }),
  /** How many attempts a webhook had in a minute. */
  webhookMinute: (webhookId: string, minute: string): Key => ({ pk: `WEBHOOKMINUTE#${webhookId}#${minute}`, sk: 'MINUTE' }),
  /** An export of FHIR resources: what was asked for, and its files. */
  export: (exportId: string): Key => ({ pk: `EXPORT#${exportId}`, sk: 'EXPORT' }),
  /** The areas in which any case was ever registered, or to which one moved. */
  areas: 'AREAS',
  /** How far a sweep or a change feed has read. */
  cursor: (name: string): Key => ({ pk: `CURSOR#${name}`, sk: 'CURSOR' }),
} as const;

/** The delivery of a campaign to one case, or one of its visits and spots. */
export const deliveryKey = (campaignId: string, deliveryId: string): Key => ({
  pk: keys.campaign(campaignId),
  sk: `DELIVERY#${deliveryId}`,
});

/** The due index: one partition a sweep and shard, in the order of the days, so that one query finds all that is due and nothing else. */
export const duePartition = (sweep: SweepName, shard: number): string => `DUE#${sweep}#${String(shard)}`;

/** The sort keys of the due index from one day to another; both count. */
export const dueRange = (from: PlainDate | undefined, to: PlainDate): { readonly from?: string; readonly to: string } => ({
  ...(from === undefined ? {} : { from }),
  to: `${to}#~`,
});

/** Places an item of a case in the due index. */
export const dueOn = (sweep: SweepName, on: PlainDate, kind: DueKind, caseId: string, sk: string, shards: number): IndexKeys => ({
  duePk: duePartition(sweep, shardOf(caseId, shards)),
  dueSk: `${on}#${kind}#${caseId}#${sk}`,
});

export const placePartition = (
  kind:
    | 'CASES'
    | 'REVIEWS'
    | 'WORKERS'
    | 'GRIEVANCES'
    | 'CAMPAIGNS'
    | 'ALERTS'
    | 'OVERTAKEN'
    | 'ORGANISATIONS'
    | 'PREREGISTRATIONS'
    | 'ACCESSES'
    | 'CASEREVIEWS'
    | 'COMPLIMENTS',
  area: string,
): string => `${kind}#${area}`;

/** The work of a care worker: her alerts first, which begin with `!`, then reviews of her cases, which begin with `#`, then what is due, by day. */
export const workerPartition = (workerId: string): string => `WORKER#${workerId}`;
