import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import type { PartnerCall } from '../partner-call.ts';
import type { Exchange } from './exchange.ts';
import { fromRegister, toRegister, type Registry } from './field-mapping.ts';

/** A record of a registry, its fields under our names; a field that the registry leaves out or empty is absent. */
export type RegistryRecord = Readonly<Record<string, unknown>>;

export type Reading =
  { readonly outcome: 'found'; readonly record: RegistryRecord } | { readonly outcome: 'unknown' } | { readonly outcome: 'consentRefused' };

const Content = z.object({ content: z.record(z.string(), z.unknown()) });
const NoRecord = z.object({ detail: z.literal('no record found') });
const Existence = z.object({ answer: z.object({ status: z.boolean() }) });
/** `readValue` answers with the bare value, or with the value in an object. */
const Value = z.union([z.string(), z.object({ value: z.union([z.string(), z.number(), z.boolean()]) }).transform(({ value }) => value)]);
const List = z.object({ count: z.int().min(0), next: z.string().nullish(), results: z.array(z.record(z.string(), z.unknown())) });

/** One registry of a Digital Registries building block (data API 1.3.0), asked in our own names. */
export const digitalRegistry = <Fact extends string>(exchange: Exchange, { name, version, fields, refusedConsent }: Registry<Fact>) => {
  const path = `/data/${encodeURIComponent(name)}/${encodeURIComponent(version)}`;
  const facts = Object.keys(fields) as Fact[];

  const toWire = (known: Readonly<Partial<Record<Fact, string>>>): Record<string, string> =>
    Object.fromEntries(
      facts.flatMap((fact) => (known[fact] === undefined ? [] : [[fields[fact].name, toRegister(fields[fact], known[fact])]])),
    );

  const fromWire = (content: Readonly<Record<string, unknown>>): RegistryRecord =>
    Object.fromEntries(
      facts.flatMap((fact) => {
        const value = fromRegister(fields[fact], content[fields[fact].name]);
        return value === undefined ? [] : [[fact, value]];
      }),
    );

  /**
   * Whether a 403 is the registry's no to this consent. The definition knows no 403: one that does not speak of consent comes from a mediator,
   * a gateway or a right that was taken from us, says nothing of her, and may be gone with the next call.
   */
  const refusesConsent = (status: number, body: unknown): boolean => {
    if (status !== 403) return false;
    if (
      JSON.stringify(body ?? null)
        .toLowerCase()
        .includes(refusedConsent.toLowerCase())
    )
      return true;
    throw new Problem('PartnerUnavailable', `${name}: status 403 that says nothing of ${refusedConsent}`);
  };

  const query = (operation: 'read' | 'exists', known: Readonly<Partial<Record<Fact, string>>>, consentId: string | undefined) => ({
    method: 'POST' as const,
    path: `${path}/${operation}`,
    ...(consentId === undefined ? {} : { headers: { 'x-consent-record-id': consentId } }),
    body: { query: { content: toWire(known) } },
  });

  return {
    /** The one record that has all the known facts. A 404 counts as `unknown` only when it comes from the registry itself. */
    async read(known: Readonly<Partial<Record<Fact, string>>>, consentId: string | undefined, call: PartnerCall): Promise<Reading> {
      const { status, body } = await exchange.ask({ ...query('read', known, consentId), expected: [200, 403, 404] }, call);
      if (refusesConsent(status, body)) return { outcome: 'consentRefused' };
      if (status === 404) {
        exchange.read(NoRecord, body);
        return { outcome: 'unknown' };
      }
      return { outcome: 'found', record: fromWire(exchange.read(Content, body).content) };
    },

    /**
     * One fact of the record with this key; undefined when there is no such record. The key stands in the address: it must say nothing of a
     * person.
     */
    async readValue(key: string, fact: Fact, call: PartnerCall): Promise<unknown> {
      const { status, body } = await exchange.ask(
        {
          method: 'GET',
          path: `${path}/${encodeURIComponent(key)}/readValue/${encodeURIComponent(fields[fact].name)}.json`,
          expected: [200, 404],
        },
        call,
      );
      if (status === 404) {
        exchange.read(NoRecord, body);
        return undefined;
      }
      return fromRegister(fields[fact], exchange.read(Value, body));
    },

    async exists(
      known: Readonly<Partial<Record<Fact, string>>>,
      consentId: string,
      call: PartnerCall,
    ): Promise<'exists' | 'unknown' | 'consentRefused'> {
      const { status, body } = await exchange.ask({ ...query('exists', known, consentId), expected: [200, 403] }, call);
      if (refusesConsent(status, body)) return 'consentRefused';
      return exchange.read(Existence, body).answer.status ? 'exists' : 'unknown';
    },

    /** One page of the records that have all the known facts, in ascending order. The facts stand in the address: nothing personal. */
    async list(
      known: Readonly<Partial<Record<Fact, string>>>,
      pageSize: number,
      call: PartnerCall,
    ): Promise<{ records: RegistryRecord[]; more: boolean }> {
      const conditions = Object.entries(toWire(known)).map(([field, value]): [string, string] => [`query.${field}`, value]);
      const { body } = await exchange.ask(
        {
          method: 'GET',
          path,
          query: { ...Object.fromEntries(conditions), ordering: 'ascending', page: '1', pageSize: String(pageSize) },
          expected: [200],
        },
        call,
      );
      const { next, results } = exchange.read(List, body);
      return { records: results.map(fromWire), more: next !== undefined && next !== null };
    },
  };
};
