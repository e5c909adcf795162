import {
  BirthRegistrationCompleted,
  CaseCorrected,
  CaseExited,
  CaseReinstated,
  ChildRegistered,
  MotherEnrolled,
  PaymentAddressConfirmed,
  PregnancyLost,
  ReviewDecided,
  VisitRecorded,
  WorkerAssigned,
} from '../../../events/catalogue.ts';
import type { Detail, Fact } from '../../../events/fact.ts';
import type { CaseFile, CaseFiles, Context } from '../../casefile/files.ts';
import { workerOfItems } from '../../casefile/worker.ts';
import type { Programme } from '../../policy/index.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on, onDue, type Subscription } from '../../runtime/subscriber.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { assessEntitlements as assess } from '../domain/assess.ts';
import type * as z from 'zod';

export interface AssessNeeds {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
}

const paysWorkers = ({ versions }: Programme): boolean =>
  versions.some(({ entitlements }) => entitlements.some(({ payee }) => payee === 'worker'));

const workerPayee = async (table: Table, { root }: CaseFile, programme: Programme): Promise<string | undefined> =>
  root.workerId === undefined || !paysWorkers(programme)
    ? undefined
    : workerOfItems(await table.all(keys.worker(root.workerId).pk))?.payeeIdentity;

const assessCase = ({ files, table, programmes }: AssessNeeds, caseId: string, context: Context): Promise<unknown> =>
  files.change(caseId, context, async (file) => {
    const programme = programmes.get(file.root.programme);
    return assess({ file, programme, at: context.at, workerPayee: await workerPayee(table, file, programme) });
  });

/** Something happened, or a day came, on which something may have become payable. */
export const assessEntitlements = (needs: AssessNeeds): readonly Subscription[] => {
  const when = <F extends Fact<z.ZodObject>>(fact: F, matters: (data: Detail<F>['data']) => boolean = () => true): Subscription =>
    on(fact, 'AssessEntitlements', async (detail, context) => {
      if (matters(detail.data)) await assessCase(needs, detail.metadata.caseId, context);
    });
  return [
    when(MotherEnrolled),
    when(VisitRecorded),
    when(ChildRegistered),
    when(BirthRegistrationCompleted),
    when(CaseCorrected),
    when(WorkerAssigned),
    when(PaymentAddressConfirmed),
    when(PregnancyLost),
    when(CaseExited),
    when(CaseReinstated),
    onDue(['entitlement'], 'AssessEntitlements', async ({ metadata: { caseId } }, context) => {
      await assessCase(needs, caseId, context);
    }),
    when(ReviewDecided, ({ kind, decision }) => kind === 'paymentAddress' && decision === 'payeeKnown'),
  ];
};
