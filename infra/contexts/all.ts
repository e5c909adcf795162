import type { ContextWiring } from '../constructs/wiring.ts';
import { alerts } from './alerts.ts';
import { cards } from './cards.ts';
import { care } from './care.ts';
import { consent } from './consent.ts';
import { conversations } from './conversations.ts';
import { eligibility } from './eligibility.ts';
import { enrolment } from './enrolment.ts';
import { govstack } from './govstack.ts';
import { fhir } from './fhir.ts';
import { immunization } from './immunization.ts';
import { messaging } from './messaging.ts';
import { monitoring } from './monitoring.ts';
import { outbox } from './outbox.ts';
import { outreach } from './outreach.ts';
import { payment } from './payment.ts';
import { referrals } from './referrals.ts';
import { readings } from './readings.ts';
import { registration } from './registration.ts';
import { reviews } from './reviews.ts';
import { screening } from './screening.ts';
import { service } from './service.ts';
import { signin } from './signin.ts';
import { team } from './team.ts';
import { updating } from './updating.ts';
import { verification } from './verification.ts';
import { webhooks } from './webhooks.ts';

/** Every context, in the order of a mother's way, then what serves them all. */
export const CONTEXTS: readonly ContextWiring[] = [
  outreach,
  registration,
  verification,
  eligibility,
  enrolment,
  cards,
  payment,
  care,
  immunization,
  alerts,
  referrals,
  screening,
  readings,
  team,
  monitoring,
  updating,
  consent,
  messaging,
  conversations,
  reviews,
  service,
  signin,
  outbox,
];

/** What other systems speak with: a stack of its own, above the others. */
export const EXCHANGE: readonly ContextWiring[] = [govstack, fhir, webhooks];
