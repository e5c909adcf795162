import * as z from 'zod';
import { Problem } from '../../../kernel/problem.ts';
import { operation, PageQuery, reply, type Caller } from '../../../runtime/operation.ts';
import { isOfCare, withinOf, type Row } from '../care.ts';
import { KINDS, listQuery, type Kind, AvailabilityQuery } from '../domain/kinds.ts';
import { fits, shown, type Filter } from '../domain/listing.ts';
import { idOf } from './change-things.ts';
import type { Needs } from './needs.ts';
import { QRY, QryBody, qryOf, REQUESTOR } from './qry.ts';

interface Listed {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** How a cursor begins that goes on among what the country has put in, where what care has planned is listed behind it. */
const OWN = 'own.';

/** Where to look: by ids, within a worker, a case or an area, or among what the country has put in. */
const listed = async (
  kind: Kind,
  filter: Filter,
  caller: Caller,
  request: { limit: number; after?: string },
  needs: Needs,
): Promise<Listed> => {
  const { things, care } = needs;
  const ids = filter[`${kind.name}_id`] as readonly string[] | undefined;
  if (ids !== undefined) {
    const own = await things.byIds(
      kind,
      ids.filter((id) => !isOfCare(id)),
      caller,
    );
    const planned = ids.filter(isOfCare);
    const rows = [...own, ...(planned.length === 0 ? [] : await care.byIds(kind.name, planned, caller))];
    if (rows.length === 0) throw new Problem('RecordNotFound', `none of these ids is a ${kind.name.replace('_', ' ')}`);
    return { rows: rows.filter(({ details }) => fits(kind, details, filter)) };
  }
  const { participant_id: participant } = filter;
  const named = (['case', 'worker', 'area'] as const).flatMap((each) => {
    const value = filter[each];
    return typeof value === 'string' ? [[each, value] as const] : [];
  });
  const within = named[0] ?? (typeof participant === 'string' ? withinOf(participant) : undefined);
  if (within === undefined) return things.find(kind, filter, caller, request);
  const planned = async (page: typeof request): Promise<Listed> => {
    const { rows, next } = await care.within[within[0]](kind.name, within[1], caller, page);
    return { rows: rows.filter(({ details }) => fits(kind, details, filter)), ...(next === undefined ? {} : { next }) };
  };
  const { limit, after } = request;
  if (typeof participant !== 'string' || named.length > 0 || (after !== undefined && !after.startsWith(OWN))) return planned(request);
  // whoever is of care may have been booked for events of the country's own as well; those come first
  const own = await things.find(kind, filter, caller, { limit, ...(after === undefined ? {} : { after: after.slice(OWN.length) }) });
  if (own.next !== undefined) return { rows: own.rows, next: `${OWN}${own.next}` };
  const { rows, ...rest } = await planned({ limit });
  return { rows: [...own.rows, ...rows], ...rest };
};

/** `GET /{kind}/list_details`: a list within a list, and without pages, in the definition; so where the next page begins stands in a header. */
export const listThings = (kind: Kind, needs: Needs) =>
  operation(idOf('list', kind), {
    route: `GET /${kind.name}/list_details`,
    scope: 'care.read',
    summary: `Scheduler: list ${kind.name.replace('_', ' ')} details`,
    status: 200,
    query: z.strictObject({ ...REQUESTOR, qry: QRY.optional(), ...PageQuery }),
    body: QryBody,
    response: z.array(z.array(z.object({ [`${kind.name}_id`]: z.string(), details: z.record(z.string(), z.unknown()) }))),
    async run({ query: { qry, limit, cursor }, body }, caller) {
      const asked = qryOf(listQuery(kind), qry, body) as Readonly<Record<string, Filter | undefined>>;
      const request = { limit, ...(cursor === undefined ? {} : { after: cursor }) };
      const { rows, next } = await listed(kind, asked[`${kind.name}_filter`] ?? {}, caller, request, needs);
      return reply({
        body: [
          rows.map(({ id, details }) => ({
            [`${kind.name}_id`]: id,
            details: shown(kind, details, asked[`${kind.name}_details_required`]),
          })),
        ],
        ...(next === undefined ? {} : { headers: { 'x-next-cursor': next } }),
      });
    },
  });

/** `GET /resource/availability`: at most 100 resources at once. */
export const listFreeResources = ({ free }: Needs) =>
  operation('listFreeResources', {
    route: `GET /${KINDS.resource.name}/availability`,
    scope: 'care.read',
    summary: 'Scheduler: see when resources are free',
    status: 200,
    query: z.strictObject({ ...REQUESTOR, qry: QRY.optional() }),
    body: QryBody,
    response: z.array(z.array(z.object({ resource_id: z.string(), resource_name: z.string(), free_slots: z.array(z.string()) }))),
    run: async ({ query: { qry }, body }, caller) => [await free(qryOf(AvailabilityQuery, qry, body).free_resource_filter, caller)],
  });
