import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { task } from '../../runtime/task.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { released } from '../domain/lane.ts';
import { findLane, laneWrite } from '../records.ts';
import { isOvertaken } from '../wake.ts';
import { LaneInput, type Needs } from './needs.ts';

/** Lets a lane go that its state machine failed on: the next fact of the case, or the update sweep from tomorrow on, has it tried anew. */
export const parkLane = ({ table, shards }: Pick<Needs, 'table' | 'shards'>) =>
  task(LaneInput, async ({ webhookId, caseId }, { at, execution }) => {
    const lane = await findLane(table, webhookId, caseId);
    if (lane?.holder !== execution) return { parked: false };
    const parked = { ...released(lane, true), lookOn: addDays(dateOf(at), 1) };
    try {
      await table.transact([laneWrite(parked, lane.version, shards())], derivedId('token', execution, at, lane.version));
    } catch (cause) {
      if (!isOvertaken(cause)) throw cause;
      throw new Problem('VersionConflict', 'the lane was changed meanwhile', { cause });
    }
    return { parked: true };
  });
