import type { NewFact } from '../../events/fact.ts';
import { CaseId, derivedId, type EventId } from '../kernel/ids.ts';
import { isProblem, Problem, type ProblemName } from '../kernel/problem.ts';
import { keys, type Key } from '../table/keys.ts';
import {
  TransactionContended,
  TransactionRefused,
  upTo,
  type Item,
  type Page,
  type PageRequest,
  type Range,
  type Table,
  type Write,
} from '../table/table.ts';
import { refuseOutside, refuseStranger } from './access.ts';
import { Cases, CaseRoot, type Instant } from './case.ts';
import { place, type Entity, type Placed } from './entity.ts';

/** Who does something, when, and why it is done: every wrapper makes one from what it was called with. */
export interface Context {
  /** The instant of the request, event, task or sweep. */
  readonly at: Instant;
  readonly correlationId: string;
  readonly causationId: string;
  /** The client, user, state machine or subscriber that acts, as an identifier. */
  readonly by: string;
  /** A partner sees the cases that it registered; absent for the ministry's own. */
  readonly partner?: string;
  /** A member of the staff sees the cases of these areas; absent for whoever is bound to none. */
  readonly areas?: readonly string[];
  /** What makes a repeat of this call known: a second one changes nothing and answers as the first did. */
  readonly once?: { readonly key: string; readonly fingerprint: string };
  /** The version that the caller has seen (If-Match). */
  readonly expectedVersion?: number;
}

/** The same context for something that may be repeated with another effect, such as keeping a newer task token. */
export const withoutOnce = <C extends Context>(context: C): Omit<C, 'once'> => {
  const { once, ...rest } = context;
  return once === undefined ? context : rest;
};

/** Everything of one case, as one query read it. */
export interface CaseFile {
  readonly root: CaseRoot;
  readonly items: readonly Item[];
}

/** All values of a kind in a case, in the order of their sort keys. */
export const allOf = <T>({ items }: CaseFile, kind: Entity<T>): readonly T[] =>
  items.filter((item) => item.entity === kind.name).map((item) => kind.schema.parse(item));

/** The first value of a kind that fits, or undefined. */
export const findOf = <T>(file: CaseFile, kind: Entity<T>, fits: (value: T) => boolean): T | undefined => allOf(file, kind).find(fits);

/** Something that may be registered once in the whole country, by a keyed hash. */
export interface Claim {
  readonly kind: 'mother' | 'child' | 'certificate' | 'phone' | 'programmeNumber';
  readonly hash: string;
  /** The refusal when somebody else holds it. */
  readonly refusal: ProblemName;
}

/** What a decision changes, and what the caller is told. Nothing to write means that nothing changed. */
export interface Change<Answer> {
  /** The root as it shall be; its version is the commit's business. */
  readonly root?: CaseRoot;
  readonly put?: readonly Placed[];
  readonly remove?: readonly Key[];
  readonly claims?: readonly Claim[];
  /** Writes beside the case: counters, matches, moved claims. */
  readonly also?: readonly Write[];
  readonly facts?: readonly NewFact[];
  readonly answer: Answer;
}

/** A change that changes nothing. */
export const unchanged = <Answer>(answer: Answer): Change<Answer> => ({ answer });

export interface CaseFiles {
  /** Reads a whole case. @throws {Problem} CaseNotFound, CaseOfAnotherPartner, OutsideYourArea */
  open(caseId: string, context: Context): Promise<CaseFile>;
  /** Reads a whole case for a person's or a partner's eyes: leaves an audit entry. @throws {Problem} CaseNotFound, CaseOfAnotherPartner, OutsideYourArea */
  read(caseId: string, context: Context, why: string): Promise<CaseFile>;
  /**
   * Reads, decides, and writes state, claims and events in one transaction; decides again when somebody else was faster.
   * @throws {Problem} CaseNotFound, CaseOfAnotherPartner, OutsideYourArea, PreconditionFailed, VersionConflict, IdempotencyKeyReused, the claims' refusals, and what `decide` throws
   */
  change<Answer>(caseId: string, context: Context, decide: (file: CaseFile) => Change<Answer> | Promise<Change<Answer>>): Promise<Answer>;
  /** Writes a change of a case that was read before; one try. @throws as `change` */
  commit<Answer>(file: CaseFile, context: Context, change: Change<Answer>): Promise<Answer>;
  /** Opens a new case. @throws {Problem} the claims' refusals, IdempotencyKeyReused, OutsideYourArea */
  create<Answer>(root: CaseRoot, context: Context, change: Omit<Change<Answer>, 'root'>): Promise<Answer>;
  /** The events of a case, oldest first. */
  history(caseId: string): Promise<readonly StoredEvent[]>;
  /** A page of the events of a case, oldest first, for somebody's eyes: leaves an audit entry. @throws {Problem} CaseNotFound, CaseOfAnotherPartner, OutsideYourArea */
  readHistory(caseId: string, context: Context, page: PageRequest): Promise<Page>;
  /** A page of who saw the record of a case, `until` an instant, newest first. @throws {Problem} CaseNotFound, CaseOfAnotherPartner, OutsideYourArea */
  readAccesses(caseId: string, context: Context, page: PageRequest & { readonly until?: string | undefined }): Promise<Page>;
}

/** An event in the outbox, which is also the history of its aggregate. */
export interface StoredEvent {
  readonly source: string;
  readonly detailType: string;
  readonly at: Instant;
  readonly by: string;
  readonly detail: { readonly metadata: Readonly<Record<string, string>>; readonly data: Readonly<Record<string, unknown>> };
}

const ONCE_DAYS = 7;
const TRIES = 12;
/** A loser lets the others finish before it tries again: longer each time. */
const PAUSE_MS = 8;

const pause = (tryNumber: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tryNumber));
/** How many writes a transaction may have (DynamoDB). */
const MOST_WRITES = 100;

const expiryOf = (at: Instant, days: number): number => Math.floor(Date.parse(at) / 1000) + days * 86_400;

/** The outbox items of facts about an aggregate at its new version. */
export const outboxItems = (
  about: { id: string; version: number; area: string; programme: string; owner?: string },
  context: Context,
  facts: readonly NewFact[],
): Item[] =>
  facts.map((fact, place) => {
    const sequence = `${String(about.version).padStart(8, '0')}#${String(place).padStart(2, '0')}`;
    const eventId = derivedId('event', about.id, about.version, place) as EventId;
    const metadata = {
      eventId,
      occurredAt: context.at,
      caseId: about.id,
      correlationId: context.correlationId,
      causationId: context.causationId,
      area: about.area,
      programme: about.programme,
    };
    return {
      pk: keys.events(about.id),
      sk: sequence,
      entity: 'event',
      source: fact.source,
      detailType: fact.detailType,
      at: context.at,
      by: context.by,
      ...(about.owner === undefined ? {} : { owner: about.owner }),
      detail: JSON.stringify({ metadata, data: fact.data }),
    };
  });

/** That somebody saw the record of a case. `owner` is the client that registered it, so that a page of these shows whose they are. */
export const auditWrite = (caseId: string, owner: string, context: Context, why: string): { id: string; write: Write } => {
  const id = derivedId('audit', context.causationId, caseId, context.at);
  const put = {
    pk: keys.audit(caseId),
    sk: `${context.at}#${id}`,
    entity: 'audit',
    by: context.by,
    at: context.at,
    why,
    owner,
    correlationId: context.correlationId,
  };
  return { id, write: { put } };
};

const onceItem = (context: Context, once: NonNullable<Context['once']>, answer: unknown): Item => ({
  ...keys.once(once.key),
  entity: 'once',
  fingerprint: once.fingerprint,
  answer: JSON.stringify(answer ?? null),
  expiresAt: expiryOf(context.at, ONCE_DAYS),
});

/** An answer that was given before under the same key. @throws {Problem} IdempotencyKeyReused when it was for something else */
export const earlierAnswer = async (table: Table, { once }: Context): Promise<{ answer: unknown } | undefined> => {
  if (once === undefined) return undefined;
  const item = await table.find(keys.once(once.key));
  if (item === undefined) return undefined;
  if (item['fingerprint'] !== once.fingerprint)
    throw new Problem('IdempotencyKeyReused', 'the key belongs to another request; use a new key for a new request');
  return { answer: JSON.parse(String(item['answer'])) };
};

/**
 * One transaction for writes that belong to no case (a campaign, a worker, a counter), with its once item and its events; none where there
 * is nothing to write.
 * @throws {TransactionRefused} when a condition of `writes` fails; places count from 0 in `writes`
 */
export const commitBeside = async <Answer>(table: Table, context: Context, writes: readonly Write[], answer: Answer): Promise<Answer> => {
  const all: Write[] = [
    ...writes,
    ...(context.once === undefined ? [] : [{ put: onceItem(context, context.once, answer), condition: 'absent' as const }]),
  ];
  if (all.length === 0) return answer;
  try {
    await table.transact(all, derivedId('token', context.causationId, context.at, JSON.stringify(all)).slice(0, 36));
    return answer;
  } catch (error) {
    const earlier = await earlierAnswer(table, context);
    if (earlier !== undefined) return earlier.answer as Answer;
    throw error;
  }
};

const noCase = (): Problem => new Problem('CaseNotFound', 'no case has this id');
const ofAnotherPartner = (): Problem =>
  new Problem('CaseOfAnotherPartner', 'only the partner that registered a case, and the ministry, may use it');

export const caseFiles = ({ table, shards }: { table: Table; shards: () => number }): CaseFiles => {
  const open: CaseFiles['open'] = async (caseId, context) => {
    const parsed = CaseId.safeParse(caseId);
    const items = parsed.success ? await table.all(keys.case(parsed.data)) : [];
    const rootItem = items.find(({ sk }) => sk === 'CASE');
    if (rootItem === undefined) throw noCase();
    const root = CaseRoot.parse(rootItem);
    if (context.partner !== undefined && root.registeredBy.client !== context.partner) throw ofAnotherPartner();
    refuseStranger(root.area, items, context);
    return { root, items };
  };

  /** A page of a partition beside a case whose items bear its owner: one read, where the case itself would be another. */
  const ownedPage = async (caseId: string, pk: string, context: Context, request: PageRequest, range: Range = {}): Promise<Page> => {
    // these items do not say where the case is now, so who is bound to areas costs one read more
    if (context.areas !== undefined) await open(caseId, context);
    const page = await table.page(pk, range, request);
    const isOfCase = page.items.every(({ owner }) => owner !== undefined) && (page.items.length > 0 || request.after !== undefined);
    if (!isOfCase) throw noCase();
    if (context.partner !== undefined && page.items.some(({ owner }) => owner !== context.partner)) throw ofAnotherPartner();
    return page;
  };

  const write = async <Answer>(before: number, root: CaseRoot, context: Context, change: Change<Answer>): Promise<Answer> => {
    const next = { ...root, version: before + 1 };
    const index = { root: next, shards: shards() };
    const rootItem = place(Cases, next).toItem(index);
    const claims = change.claims ?? [];
    const writes: Write[] = [
      { put: rootItem, condition: before === 0 ? 'absent' : { version: before } },
      ...(context.once === undefined ? [] : [{ put: onceItem(context, context.once, change.answer), condition: 'absent' as const }]),
      ...claims.map(({ kind, hash }): Write => ({
        put: { ...keys.claim(kind, hash), entity: 'claim', caseId: next.caseId, personId: next.personId },
        condition: 'absent',
      })),
      ...(change.put ?? []).map((placed): Write => ({ put: placed.toItem(index) })),
      ...(change.remove ?? []).map((key): Write => ({ remove: key })),
      ...(change.also ?? []),
      ...outboxItems(
        { id: next.caseId, version: next.version, area: next.area, programme: next.programme, owner: next.registeredBy.client },
        context,
        change.facts ?? [],
      ).map((put): Write => ({ put })),
    ];
    if (writes.length > MOST_WRITES)
      throw new Error(`a change of case ${next.caseId} has ${String(writes.length)} writes, ${String(MOST_WRITES)} are allowed`);
    const claimsFrom = context.once === undefined ? 1 : 2;
    try {
      await table.transact(writes, derivedId('token', next.caseId, next.version, context.causationId, JSON.stringify(writes)));
      return change.answer;
    } catch (error) {
      if (error instanceof TransactionContended)
        throw new Problem('VersionConflict', 'the case is being changed by somebody else', { cause: error });
      if (!(error instanceof TransactionRefused)) throw error;
      const held = claims.find((_, place) => error.failed.has(claimsFrom + place));
      if (held !== undefined) throw new Problem(held.refusal, 'it can be registered once', { cause: error });
      throw new Problem('VersionConflict', 'the case was changed by somebody else', { cause: error });
    }
  };

  const settle = async <Answer>(context: Context, attempt: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await attempt();
    } catch (error) {
      // a repeat meets its own first effect as a refusal; only then is the earlier answer looked up
      const earlier = isProblem(error) ? await earlierAnswer(table, context) : undefined;
      if (earlier === undefined) throw error;
      return earlier.answer as Answer;
    }
  };

  const isEmpty = ({ root, put, remove, claims, also, facts }: Change<unknown>): boolean =>
    root === undefined && [put, remove, claims, also, facts].every((list) => list === undefined || list.length === 0);

  const commitOnce = async <Answer>(file: CaseFile, context: Context, change: Change<Answer>): Promise<Answer> =>
    isEmpty(change) ? change.answer : write(file.root.version, change.root ?? file.root, context, change);

  return {
    open,
    async read(caseId, context, why) {
      const file = await open(caseId, context);
      const { id, write: entry } = auditWrite(caseId, file.root.registeredBy.client, context, why);
      await table.transact([entry], id);
      return file;
    },
    change: (caseId, context, decide) =>
      settle(context, async () => {
        for (let tryNumber = 1; ; tryNumber += 1) {
          const file = await open(caseId, context);
          if (context.expectedVersion !== undefined && context.expectedVersion !== file.root.version)
            throw new Problem(
              'PreconditionFailed',
              `the case is at version ${String(file.root.version)}, not ${String(context.expectedVersion)}`,
            );
          try {
            return await commitOnce(file, context, await decide(file));
          } catch (error) {
            if (tryNumber === TRIES || context.expectedVersion !== undefined || !(isProblem(error) && error.name === 'VersionConflict'))
              throw error;
            const earlier = await earlierAnswer(table, context);
            if (earlier !== undefined) return earlier.answer as Awaited<ReturnType<typeof decide>>['answer'];
            await pause(tryNumber);
          }
        }
      }),
    commit: (file, context, change) => settle(context, () => commitOnce(file, context, change)),
    create: (root, context, change) =>
      settle(context, async () => {
        refuseOutside(context, root.area);
        // who registers her has seen her record; so there is always an entry that says whose case it is
        return write(0, root, context, {
          ...change,
          also: [...(change.also ?? []), auditWrite(root.caseId, root.registeredBy.client, context, 'registration').write],
        });
      }),
    async history(caseId) {
      const items = await table.all(keys.events(caseId));
      return items.map((item) => ({
        source: String(item['source']),
        detailType: String(item['detailType']),
        at: String(item['at']),
        by: String(item['by']),
        detail: JSON.parse(String(item['detail'])) as StoredEvent['detail'],
      }));
    },
    async readHistory(caseId, context, request) {
      const page = await ownedPage(caseId, keys.events(caseId), context, request);
      const [first] = page.items;
      if (first === undefined) return page;
      const { id, write: entry } = auditWrite(caseId, first['owner'] as string, context, 'timeline');
      await table.transact([entry], id);
      return page;
    },
    readAccesses: (caseId, context, { until, ...request }) =>
      ownedPage(caseId, keys.audit(caseId), context, { ...request, descending: true }, upTo(until)),
  };
};
