import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import type * as z from 'zod';
import type { Detail, Fact, Metadata } from '../../events/fact.ts';
import { ItemFellDue, type DueKind } from '../../events/item-fell-due.v1.ts';
import type { Context } from '../casefile/files.ts';
import { fingerprint } from '../kernel/ids.ts';
import { isProblem, type ProblemName } from '../kernel/problem.ts';
import { count, flushMetrics, logger } from './observability.ts';
import { prepared } from './prepare.ts';

export interface Subscription {
  readonly name: string;
  readonly detailType: string;
  /** The kinds of the fact that concern it, by `kind` of its data; all when left out. */
  readonly kinds?: readonly string[];
  readonly run: (event: EventBridgeEvent<string, unknown>) => Promise<void>;
}

/** Refusals that may be gone a moment later; the others never succeed and are dropped. */
const WORTH_RETRYING: ReadonlySet<ProblemName> = new Set(['VersionConflict', 'PartnerUnavailable']);

const contextOf = (name: string, { metadata }: Detail<Fact<z.ZodObject>>): Context => ({
  at: metadata.occurredAt,
  correlationId: metadata.correlationId,
  causationId: metadata.eventId,
  by: `subscriber:${name}`,
  once: { key: fingerprint(['subscriber', name, metadata.eventId]), fingerprint: name },
});

/** Declares what is done when a fact arrives. The same event twice is one effect. */
export const on = <F extends Fact<z.ZodObject>>(
  fact: F,
  name: string,
  run: (detail: Detail<F>, context: Context) => Promise<void>,
): Subscription => ({
  name,
  detailType: fact.detailType,
  run: async (event) => {
    const detail = fact.detail.parse(event.detail) as Detail<F>;
    await run(detail, contextOf(name, detail));
  },
});

const isOneOf = <K extends string>(kinds: readonly K[], kind: string): kind is K => (kinds as readonly string[]).includes(kind);

/** What fell due, as the owner of some kinds gets it. */
interface Due<K extends DueKind> {
  readonly metadata: Metadata;
  readonly data: Omit<Detail<typeof ItemFellDue>['data'], 'kind'> & { readonly kind: K };
}

/** Declares what is done when an item of a case falls due, of these kinds alone. */
export const onDue = <K extends DueKind>(
  kinds: readonly K[],
  name: string,
  run: (due: Due<K>, context: Context) => Promise<void>,
): Subscription => ({
  ...on(ItemFellDue, name, async ({ metadata, data: { kind, ...data } }, context) => {
    if (isOneOf(kinds, kind)) await run({ metadata, data: { ...data, kind } }, context);
  }),
  kinds,
});

/** Declares what is done when a fact of some kinds arrives; of its other kinds the function hears nothing. */
export const onKind = <F extends Fact<z.ZodObject>>(
  fact: F,
  kinds: readonly string[],
  name: string,
  run: (detail: Detail<F>, context: Context) => Promise<void>,
): Subscription => ({
  ...on(fact, name, async (detail, context) => {
    if (isOneOf(kinds, String((detail.data as { readonly kind?: unknown }).kind))) await run(detail, context);
  }),
  kinds,
});

/** Declares what is done with a case when any of several facts about it arrives; each fact is an effect of its own. */
export const onEach = (
  facts: readonly Fact<z.ZodObject>[],
  name: string,
  run: (caseId: string, context: Context) => Promise<void>,
): readonly Subscription[] => facts.map((fact) => on(fact, name, ({ metadata: { caseId } }, context) => run(caseId, context)));

/** Runs what `name` does; a refusal that will never succeed is logged, counted and dropped. */
export const unlessRefused = async (name: string, run: () => Promise<void>): Promise<void> => {
  try {
    await run();
  } catch (error) {
    if (!isProblem(error) || WORTH_RETRYING.has(error.name)) throw error;
    logger.warn('refused', { subscriber: name, problem: error.name });
    count(error.name);
  }
};

/** By fact: the kinds of it that concern any of the subscriptions, where it is not all of them. */
export const kindsOf = (subscriptions: readonly Subscription[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(subscriptions, ({ detailType }) => detailType)).flatMap(([detailType, takers = []]) =>
      takers.every(({ kinds }) => kinds !== undefined)
        ? [[detailType, [...new Set(takers.flatMap(({ kinds = [] }) => kinds))].sort()]]
        : [],
    ),
  );

/** A Lambda function that listens to facts. All of its subscriptions to a fact are tried; one that fails has the event sent again. */
export const subscriberFunction = (subscriptions: readonly Subscription[]) => ({
  handler: middy(async (event: EventBridgeEvent<string, unknown>) => {
    await prepared();
    logger.resetKeys();
    logger.appendKeys({ fact: event['detail-type'], eventId: event.id });
    const results = [];
    for (const subscription of subscriptions.filter(({ detailType }) => detailType === event['detail-type'])) {
      results.push(
        await unlessRefused(subscription.name, () => subscription.run(event)).then(
          () => undefined,
          (error: unknown) => ({ subscription, error }),
        ),
      );
    }
    const failed = results.filter((result) => result !== undefined);
    for (const { subscription, error } of failed)
      logger.error('subscriber failed', { subscriber: subscription.name, error: error as Error });
    flushMetrics();
    const [first] = failed;
    if (first !== undefined) throw first.error as Error;
  }),
  manifest: {
    kind: 'subscribers' as const,
    facts: [...new Set(subscriptions.map(({ detailType }) => detailType))],
    kinds: kindsOf(subscriptions),
  },
});
