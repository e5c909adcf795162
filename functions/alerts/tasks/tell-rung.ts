import * as z from 'zod';
import { Alerts } from '../../casefile/alert.ts';
import { findOf, withoutOnce, type CaseFiles } from '../../casefile/files.ts';
import { count } from '../../runtime/observability.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { task } from '../../runtime/task.ts';
import type { Table } from '../../table/table.ts';
import { tellRung as decideTelling } from '../domain/tell-rung.ts';
import { reachOf } from '../reach.ts';

export interface LadderNeeds {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
}

/** Which climb of which alert a state machine is about. */
export const LadderInput = z.object({ caseId: z.uuid(), alertId: z.uuid(), round: z.int().min(1) });

/** Tells the rung of an alert whose time has come, and says how long its people have. The texts go through the queue. */
export const tellRung = ({ files, table, programmes }: LadderNeeds) =>
  task(LadderInput, async ({ caseId, alertId, round }, { token: _token, ...rest }) => {
    // the alert itself knows what was told: a repeat goes on where it stands, it does not answer as before
    const context = withoutOnce(rest);
    const { step, waitSeconds, waiting, unheard } = await files.change(caseId, context, async (file) => {
      const { alerts } = programmes.get(file.root.programme).operations;
      const recalled = findOf(file, Alerts, (one) => one.alertId === alertId)?.recall?.by;
      const reach = await reachOf(table, file.root, alerts, recalled);
      return decideTelling(file, { alertId, round, rules: alerts, at: context.at, causedBy: context.causationId, reach });
    });
    if (unheard) count('AlertUnheard');
    if (waiting > 0) count('AlertTextWaiting');
    return { step, waitSeconds };
  });
