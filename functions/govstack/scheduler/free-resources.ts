import type { Caller } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { shelf } from '../shelf.ts';
import { areaOf, isOfCare, type CareSchedule, type Row } from './care.ts';
import { freeSpans, workingSpans, type WorkHours } from './domain/availability.ts';
import { KINDS, type AvailabilityFilter } from './domain/kinds.ts';
import { participantOf, Things } from './records.ts';
import { bookingsOf, type SchedulerThings } from './things.ts';

interface Needs {
  readonly table: Table;
  readonly care: CareSchedule;
  readonly things: SchedulerThings;
  /** IANA name, by whose clocks people work. */
  readonly timeZone: () => string;
}

const MOST = 100;

/** When resources are free: within their hours where an affiliation tells them, and without what they are booked for. */
export const freeResources =
  ({ table, care, things, timeZone }: Needs) =>
  async ({ category, Entity_id: entity, from, to, resource_id: id }: AvailabilityFilter, caller: Caller) => {
    const area = entity === undefined ? undefined : areaOf(entity);
    // a country affiliates its rooms and people by hand
    const affiliations = (await shelf(table, Things.affiliation).all())
      .map(({ value }) => value.details as { resource_id: string; entity_id: string; work_days_hours: readonly WorkHours[] })
      .filter(({ entity_id: at }) => entity === undefined || area !== undefined || at === entity);

    const ofIds = async (ids: readonly string[]): Promise<readonly Row[]> => {
      const own = await things.byIds(
        KINDS.resource,
        ids.filter((each) => !isOfCare(each)),
        caller,
      );
      const workers = ids.filter(isOfCare);
      return [...own, ...(workers.length === 0 ? [] : await care.byIds('resource', workers, caller))];
    };
    const asked = async (): Promise<readonly Row[]> => {
      if (id !== undefined) return ofIds([id]);
      if (area !== undefined) return (await care.within.area('resource', area, caller, { limit: MOST })).rows;
      if (entity !== undefined) return ofIds([...new Set(affiliations.map(({ resource_id: each }) => each))].slice(0, MOST));
      return (await things.find(KINDS.resource, {}, caller, { limit: MOST })).rows;
    };

    const isAsked = ({ id: resourceId, details }: Row): boolean =>
      (category === undefined || details['category'] === category) &&
      (entity === undefined || area !== undefined || affiliations.some(({ resource_id: each }) => each === resourceId));
    return Promise.all(
      (await asked()).filter(isAsked).map(async (resource) => {
        const own = affiliations.filter(({ resource_id: each }) => each === resource.id);
        const hours = own.flatMap(({ work_days_hours: each }) => each);
        const open = own.length === 0 ? [{ from, to }] : workingSpans(hours, { from, to }, timeZone());
        const taken = await bookingsOf(table, participantOf('resource', resource.id), { from, to });
        return {
          resource_id: resource.id,
          resource_name: String(resource.details['name']),
          free_slots: freeSpans(open, taken).map((span) => `${span.from}to${span.to}`),
        };
      }),
    );
  };
export type FreeResources = ReturnType<typeof freeResources>;
