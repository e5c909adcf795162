import { randomUUID } from 'node:crypto';
import { caseFiles, type CaseFile, type CaseFiles } from '../../functions/casefile/files.ts';
import { assessEntitlements } from '../../functions/payment/domain/assess.ts';
import { balanceOf, type Sums } from '../../functions/payment/domain/ledger.ts';
import { LedgerEntries, Lines, Payments, type Line, type Payment } from '../../functions/payment/records.ts';
import { askAboutOutsideBatches } from '../../functions/payment/tasks/ask-about-outside-batches.ts';
import { awaitApproval } from '../../functions/payment/tasks/await-approval.ts';
import { awaitRail } from '../../functions/payment/tasks/await-rail.ts';
import { checkEntitlement } from '../../functions/payment/tasks/check-entitlement.ts';
import { closeDay } from '../../functions/payment/tasks/close-day.ts';
import { compareLedger } from '../../functions/payment/tasks/compare-ledger.ts';
import { determineApproval } from '../../functions/payment/tasks/determine-approval.ts';
import { instructRail } from '../../functions/payment/tasks/instruct-rail.ts';
import { listDays } from '../../functions/payment/tasks/list-days.ts';
import { parkPayment } from '../../functions/payment/tasks/park-payment.ts';
import { queryStatus } from '../../functions/payment/tasks/query-status.ts';
import { readStatement } from '../../functions/payment/tasks/read-statement.ts';
import { refusePayment } from '../../functions/payment/tasks/refuse-payment.ts';
import { allOf } from '../../functions/casefile/files.ts';
import { railsOf } from '../../functions/partners/http/partners.ts';
import { DEFAULT_RAIL, type PaymentRailPort } from '../../functions/partners/payment-rail.ts';
import type { Programme } from '../../functions/policy/index.ts';
import type { Programmes } from '../../functions/runtime/programmes.ts';
import type { Task } from '../../functions/runtime/task.ts';
import type { Table } from '../../functions/table/table.ts';
import { aCase, shippedProgrammes, type CaseSeed } from './builders.ts';
import { aRail, type Rail } from './rail.ts';
import { notedWorkflows } from './tasks.ts';
import { aContext } from './world.ts';

/** A shipped programme with other rules of payment. */
export const programmeWith = (id: string, payment: Partial<Programme['operations']['payment']>): Programme => {
  const programme = shippedProgrammes.get(id);
  return { ...programme, operations: { ...programme.operations, payment: { ...programme.operations.payment, ...payment } } };
};

/** The tasks of the payment context on a table, with a rail in memory unless another is given. */
export const aPaymentWorld = (
  table: Table,
  programme: Programme,
  port?: PaymentRailPort,
  further: Readonly<Record<string, PaymentRailPort>> = {},
) => {
  const files: CaseFiles = caseFiles({ table, shards: () => 2 });
  const programmes: Programmes = { get: () => programme, all: () => [programme] };
  const { workflows, started, answered } = notedWorkflows();
  const rail: Rail = aRail();
  const rails = railsOf(new Map([[DEFAULT_RAIL, port ?? rail], ...Object.entries(further)]));
  const needs = { files, table, programmes, workflows, rails: () => rails, apiBaseUrl: () => 'https://api.example/v1' };
  const tasks = {
    DetermineApproval: determineApproval(needs),
    AwaitApproval: awaitApproval(needs),
    RefusePayment: refusePayment(needs),
    CheckEntitlement: checkEntitlement(needs),
    InstructRail: instructRail(needs),
    AwaitRail: awaitRail(needs),
    QueryStatus: queryStatus(needs),
    ParkPayment: parkPayment(needs),
    AskAboutOutsideBatches: askAboutOutsideBatches(needs),
    ListDays: listDays(needs),
    ReadStatement: readStatement(needs),
    CompareLedger: compareLedger(needs),
    CloseDay: closeDay(needs),
  } satisfies Record<string, Task>;
  const run = async (name: keyof typeof tasks, input: unknown, at: string, token?: string): Promise<Record<string, unknown>> => {
    const entered = randomUUID();
    const once = { key: `${name}-${entered}`, fingerprint: name };
    const context = {
      ...aContext(at, { causationId: entered, once }),
      execution: 'execution-1',
      ...(token === undefined ? {} : { token }),
    };
    return (await tasks[name].run(tasks[name].input.parse(input), context)) as Record<string, unknown>;
  };
  const open = (caseId: string): Promise<CaseFile> => files.open(caseId, aContext('2026-01-01T00:00:00.000Z'));
  const linesOf = async (caseId: string): Promise<readonly Line[]> => allOf(await open(caseId), Lines);
  const paymentsOf = async (caseId: string): Promise<readonly Payment[]> => allOf(await open(caseId), Payments);

  return {
    files,
    table,
    programme,
    programmes,
    /** What was asked of state machines. */
    started,
    answered,
    rail,
    needs,
    run,
    open,
    linesOf,
    paymentsOf,
    /** Stores a case and takes up what is payable at an instant; gives the payment's input. */
    async due(seed: CaseSeed, at: string): Promise<{ caseId: string; paymentId: string }> {
      const caseId = await aCase(files, seed);
      const { payments } = await files.change(caseId, aContext(at), (file) =>
        assessEntitlements({ file, programme, at, workerPayee: 'WORKER1' }),
      );
      return { caseId, paymentId: payments[0] ?? '' };
    },
    async ledgerOf(caseId: string): Promise<Sums> {
      return balanceOf(allOf(await open(caseId), LedgerEntries));
    },
    /** What the rail has paid and not taken back. */
    railSums: (): Sums =>
      balanceOf(
        [...rail.books.values()].map((booked) => ({ ...booked, entry: booked.status === 'completed' ? 'confirmed' : 'failed' }) as const),
      ),
    /** Runs the comparison of a day from its first page to its result. */
    async reconcile(day: string, at: string): Promise<Record<string, unknown>> {
      let pages = 0;
      for (let page = 0, place = 0; page >= 0;) {
        const read = await run('ReadStatement', { day, page, rail: place, pages }, at);
        page = Number(read['page']);
        place = Number(read['rail']);
        pages = Number(read['pages']);
      }
      for (let shard = 0; shard >= 0;) shard = Number((await run('CompareLedger', { day, shard }, at))['shard']);
      return run('CloseDay', { day, pages }, at);
    },
  };
};
export type PaymentWorld = ReturnType<typeof aPaymentWorld>;

/** An enrolled mother of the monthly programme of Bangladesh, whose payment address the rail knows. */
export const enrolledInMonthly = (enrolledOn: string, root: CaseSeed['root'] = {}): CaseSeed => ({
  root: {
    programme: 'BD-MCBP',
    status: 'enrolled',
    applicant: { pregnancyOrder: 1, householdIncomeBDT: 7000, nid: true, ancCard: true, account: 'own' },
    enrolled: { at: `${enrolledOn}T05:00:00.000Z`, programmeNumber: 'MCB1234567890' },
    paymentAddress: { modality: '01', address: '01711000000', state: 'confirmed' },
    ...root,
  },
  occurrences: [
    { source: 'application', on: '2026-01-10' },
    { source: 'enrolled', on: enrolledOn },
  ],
});
