import * as z from 'zod';
import { PlainDate, dateOf } from '../../../kernel/dates.ts';
import { invalidRequest, isProblem, Problem } from '../../../kernel/problem.ts';
import { cellsOf } from '../../../monitoring/read-cells.ts';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import { shelf } from '../../shelf.ts';
import { countsOf, periodsOf, TIMEFRAMES, type Timeframe } from '../domain/statistics.ts';
import { RegistrationNames } from '../records.ts';
import { allServices } from '../services.ts';
import type { ReferenceNeeds } from './needs.ts';

/** The first value of a parameter, up to a question mark: some callers put their query into the address twice. */
const first = (value: unknown): unknown => {
  const one: unknown = Array.isArray(value) ? (value as unknown[])[0] : value;
  return typeof one === 'string' ? one.split('?')[0] : one;
};
const once = <T extends z.ZodType>(schema: T) => z.preprocess(first, schema);

const Query = z.looseObject({
  startDate: once(PlainDate.optional()),
  endDate: once(PlainDate.optional()),
  registrationName: once(z.string().max(200).optional()).describe('a service, a programme, or a name that the ministry gave to several'),
  operator: once(z.string().max(200).optional()).describe('not kept: the counts are those of everybody'),
  role: once(z.string().max(200).optional()).describe('not kept: the counts are those of everybody'),
  timeframe: once(z.enum(TIMEFRAMES).optional()),
});

const References = z.object({
  startDate: z.string(),
  endDate: z.string(),
  registrationName: z.string().optional(),
  timeframeDay: z.boolean(),
  timeframeWeek: z.boolean(),
  timeframeMonth: z.boolean(),
  timeframeYear: z.boolean(),
});

const flagsOf = (timeframe: Timeframe | undefined) => ({
  timeframeDay: timeframe === 'day',
  timeframeWeek: timeframe === 'week',
  timeframeMonth: timeframe === 'month',
  timeframeYear: timeframe === 'year',
});

/** The ids in the counts that a name stands for; undefined for all. @throws {Problem} RecordNotFound */
const countedAs = async (needs: ReferenceNeeds, name: string, at: string): Promise<ReadonlySet<string> | undefined> => {
  const given = await shelf(needs.table, RegistrationNames).find(name);
  if (given !== undefined) return given.value.counts && new Set(given.value.counts);
  const services = (await allServices(needs, at)).filter((service) => service.name === name || service.id === name);
  const ids = services.flatMap(({ id, handling }) => (handling.kind === 'registration' ? [handling.programme] : [id]));
  const programmes = needs.programmes.all().filter(({ id }) => id === name);
  const all = new Set([...ids, ...programmes.map(({ id }) => id)]);
  if (all.size === 0) throw new Problem('RecordNotFound', 'there is no registration of this name');
  return all;
};

/** `GET /data/statistics`: how many applications were decided, and how, in the whole months that the dates touch. */
export const getStatistics = (needs: ReferenceNeeds) =>
  operation('getRegistrationStatistics', {
    route: 'GET /data/statistics',
    scope: 'monitoring.read',
    summary: 'Count applications by what was decided',
    status: 200,
    query: Query,
    response: z.array(z.object({ processed: z.int(), approved: z.int(), sentBack: z.int(), rejected: z.int(), references: References })),
    async run({ query: { startDate, endDate, registrationName, timeframe } }, { at, headers }) {
      clientNamed(headers);
      const to = endDate ?? dateOf(at);
      const from = startDate ?? to;
      if (from > to) throw invalidRequest({ pointer: '#/query/endDate', detail: 'lies before startDate' });
      const ids = registrationName === undefined ? undefined : await countedAs(needs, registrationName, at);
      const cells = await cellsOf(needs.table, { from: from.slice(0, 7), to: to.slice(0, 7) }).catch((error: unknown) => {
        if (!isProblem(error) || error.errors === undefined) throw error;
        throw invalidRequest({ pointer: '#/query/endDate', detail: error.message });
      });
      return periodsOf(from, to, timeframe).map((period) => ({
        ...countsOf(cells, period, ids),
        references: { ...period, ...(registrationName === undefined ? {} : { registrationName }), ...flagsOf(timeframe) },
      }));
    },
  });
