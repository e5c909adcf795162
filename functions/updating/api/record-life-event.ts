import * as z from 'zod';
import { CaseStatus, MESSAGE_MODES } from '../../casefile/case.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { recordLifeEvent as decideLifeEvent } from '../domain/life-event.ts';
import { LifeEvent } from '../records.ts';

const childId = z.uuid();
const on = PlainDate.describe('the day on which it happened');
const source = LifeEvent.shape.source.exclude(['consent']).default('worker').describe('who told it');

const LifeEventRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('childDied'), childId, on, source }),
  z.strictObject({ kind: z.literal('motherDied'), on, source }),
  z.strictObject({
    kind: z.literal('pregnancyLost'),
    on,
    loss: LifeEvent.shape.loss.unwrap().optional().describe('left out: counted from the last period, a stillbirth from 28 weeks'),
    source,
  }),
  z.strictObject({
    kind: z.literal('moved'),
    on,
    toArea: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'must be the code of an area')
      .optional()
      .describe('an area where the programme is run; left out: she moved out of its reach'),
    source,
  }),
  z.strictObject({ kind: z.literal('withdrawn'), on, source }),
]);

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `POST /cases/{caseId}/life-events`: a death, a loss, a move, or that she leaves. What follows for messages, payments and the case follows at once. */
export const recordLifeEvent = ({ files, programmes }: Needs) =>
  operation('recordLifeEvent', {
    route: 'POST /cases/{caseId}/life-events',
    scope: 'updating.write',
    summary: 'Record a death, a loss, a move or a withdrawal',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: LifeEventRequest,
    response: z.object({
      lifeEventId: z.uuid(),
      status: CaseStatus,
      messages: z.enum(MESSAGE_MODES),
      exit: z.object({ reason: z.string(), on: PlainDate }).optional(),
    }),
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) => decideLifeEvent(file, programmes.get(file.root.programme), body, caller)),
  });
