import type { Appointments } from '../appointments.ts';
import type { CareSchedule } from '../care.ts';
import type { FreeResources } from '../free-resources.ts';
import type { SchedulerThings } from '../things.ts';

/** What the operations of this block use; each takes its part. */
export interface Needs {
  readonly things: SchedulerThings;
  readonly appointments: Appointments;
  readonly care: CareSchedule;
  readonly free: FreeResources;
}
