import { files, table } from '../../runtime/aws.ts';
import { environment } from '../../runtime/environment.ts';
import { partners } from '../../runtime/partners.ts';
import { programmes } from '../../runtime/programmes.ts';
import { taskFunction } from '../../runtime/task.ts';
import { assignCareWorker } from './assign-care-worker.ts';
import { assignProgrammeNumber } from './assign-programme-number.ts';
import { confirmPaymentAddress } from './confirm-payment-address.ts';
import { enrolMother } from './enrol-mother.ts';
import { leaveAddressUnconfirmed } from './leave-address-unconfirmed.ts';
import { openAccount } from './open-account.ts';
import { parkEnrolment } from './park-enrolment.ts';

const needs = { files, table, programmes, rails: () => partners().rails, apiBaseUrl: () => environment().API_BASE_URL };

export const { handler, manifest } = taskFunction({
  AssignProgrammeNumber: assignProgrammeNumber(needs),
  ConfirmPaymentAddress: confirmPaymentAddress(needs),
  LeaveAddressUnconfirmed: leaveAddressUnconfirmed(needs),
  AssignCareWorker: assignCareWorker(needs),
  OpenAccount: openAccount(needs),
  EnrolMother: enrolMother(needs),
  ParkEnrolment: parkEnrolment(needs),
});
