import { files, table } from '../../runtime/aws.ts';
import { environment } from '../../runtime/environment.ts';
import { partners } from '../../runtime/partners.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { workflows } from '../../runtime/workflows.ts';
import { askAddressAgain, confirmChangedAddress, confirmCorrectedAddress } from './confirm-changed-address.ts';
import { retryWaiting } from './retry-waiting.ts';
import { sendAccountLink } from './send-account-link.ts';
import { resumeEnrolment, startEnrolment } from './start-enrolment.ts';

const needs = { files, table, programmes, workflows, rails: () => partners().rails, apiBaseUrl: () => environment().API_BASE_URL };

export const { handler, manifest } = subscriberFunction([
  startEnrolment(needs),
  resumeEnrolment(needs),
  confirmChangedAddress(needs),
  confirmCorrectedAddress(needs),
  askAddressAgain(needs),
  retryWaiting(needs),
  sendAccountLink(needs),
]);
