import type { CaseFiles } from '../../casefile/files.ts';
import type { Table } from '../../table/table.ts';
import { buildingBlock } from '../building-block.ts';
import { changeThing, createThing, deleteThing } from './api/change-things.ts';
import { listFreeResources, listThings } from './api/list-things.ts';
import type { Needs } from './api/needs.ts';
import { alertSchedules } from './alert-schedules.ts';
import { appointments } from './appointments.ts';
import { careSchedule } from './care.ts';
import { KINDS } from './domain/kinds.ts';
import { freeResources } from './free-resources.ts';
import { things } from './things.ts';

interface Props {
  readonly table: Table;
  readonly files: CaseFiles;
  /** IANA name, by whose clocks people work. */
  readonly timeZone: () => string;
  /** Partitions of the due index. */
  readonly shards: () => number;
  /** Why an address cannot be called, or undefined when it can. */
  readonly faultOfUrl: (url: string) => string | undefined;
}

/** The Scheduler block: what care has planned, and a country's own events and resources beside it. */
export const schedulerBlock = ({ table, files, timeZone, shards, faultOfUrl }: Props) => {
  const care = careSchedule({ table, files });
  const own = things({ table, care, alerts: alertSchedules({ table, shards }), faultOfUrl });
  const needs: Needs = {
    care,
    things: own,
    appointments: appointments({ table, care, things: own }),
    free: freeResources({ table, care, things: own, timeZone }),
  };
  return buildingBlock({
    name: 'scheduler',
    table,
    operations: [
      ...Object.values(KINDS).flatMap((kind) => [createThing, changeThing, deleteThing, listThings].map((made) => made(kind, needs))),
      listFreeResources(needs),
    ],
  });
};
