import { environment } from '../../runtime/environment.ts';
import { files, table } from '../../runtime/aws.ts';
import { partners } from '../../runtime/partners.ts';
import { programmes } from '../../runtime/programmes.ts';
import { taskFunction } from '../../runtime/task.ts';
import { workflows } from '../../runtime/workflows.ts';
import { askAboutOutsideBatches } from './ask-about-outside-batches.ts';
import { awaitApproval } from './await-approval.ts';
import { awaitRail } from './await-rail.ts';
import { checkEntitlement } from './check-entitlement.ts';
import { closeDay } from './close-day.ts';
import { compareLedger } from './compare-ledger.ts';
import { determineApproval } from './determine-approval.ts';
import { instructRail } from './instruct-rail.ts';
import { listDays } from './list-days.ts';
import type { Needs } from './needs.ts';
import { parkPayment } from './park-payment.ts';
import { queryStatus } from './query-status.ts';
import { readStatement } from './read-statement.ts';
import { refusePayment } from './refuse-payment.ts';

const needs: Needs = { files, table, programmes, workflows, rails: () => partners().rails, apiBaseUrl: () => environment().API_BASE_URL };

export const { handler, manifest } = taskFunction({
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
});
