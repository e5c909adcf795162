import type { ServiceRequest, Task } from '@medplum/fhirtypes';
import { allOf } from '../../../casefile/files.ts';
import { TASK_STATUS, type Stage } from '../../../referrals/domain/life-cycle.ts';
import { currentOffer, Referrals, type Referral } from '../../../referrals/records.ts';
import { drawn } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { motherReference, type Setting } from '../setting.ts';
import { coding, concept, elsewhere, identifier } from '../systems.ts';
import { responseReference } from './questionnaire-responses.ts';

const REQUEST_STATUS = {
  seeking: 'active',
  offered: 'active',
  accepted: 'active',
  inProgress: 'active',
  done: 'active',
  onHold: 'on-hold',
  confirmed: 'completed',
  failed: 'revoked',
  cancelled: 'revoked',
} as const satisfies Record<Stage, ServiceRequest['status']>;

const PRIORITY = { routine: 'routine', urgent: 'urgent', emergency: 'stat' } as const satisfies Record<
  Referral['urgency'],
  ServiceRequest['priority']
>;

const performerOf = (referral: Referral) => {
  const offer = currentOffer(referral) ?? (referral.closed?.outcome.startsWith('confirmed') === true ? referral.offers.at(-1) : undefined);
  return offer === undefined ? undefined : elsewhere('Organization', 'organisation', offer.organisationId, offer.organisationName);
};

const requestId = ({ file: { root } }: Setting, { referralId }: Referral): string => logicalId(root.caseId, 'referral', referralId);

/** A need of the mother on its way to somebody who helps; notes for staff stay with the programme. */
const serviceRequest = (setting: Setting, referral: Referral): ServiceRequest => {
  const performer = performerOf(referral);
  return drawn<ServiceRequest>({
    resourceType: 'ServiceRequest',
    id: requestId(setting, referral),
    identifier: [identifier('record', referral.referralId)],
    status: REQUEST_STATUS[referral.stage],
    intent: 'order',
    priority: PRIORITY[referral.urgency],
    code: concept(referral.domain, coding('need', referral.domain)),
    subject: motherReference(setting),
    authoredOn: referral.requestedAt,
    performer: performer === undefined ? [] : [performer],
    supportingInfo: referral.screenId === undefined ? [] : [responseReference(setting, referral.screenId)],
  });
};

const lastMoved = ({ requestedAt, offers, held, closed }: Referral): string =>
  [
    requestedAt,
    held?.at,
    closed?.at,
    ...offers.flatMap(({ offeredAt, acceptedAt, startedAt, doneAt, endedAt }) => [offeredAt, acceptedAt, startedAt, doneAt, endedAt]),
  ].reduce<string>((latest, at) => (at !== undefined && at > latest ? at : latest), requestedAt);

/** How the request is being seen to, in the states of the Gravity project. */
const task = (setting: Setting, referral: Referral): Task => {
  const owner = performerOf(referral);
  const offer = currentOffer(referral);
  const reason = referral.held?.reason ?? referral.closed?.outcome;
  const movedAt = lastMoved(referral);
  return drawn<Task>({
    resourceType: 'Task',
    id: logicalId(setting.file.root.caseId, 'task', referral.referralId),
    meta: { lastUpdated: movedAt },
    identifier: [identifier('record', referral.referralId)],
    status: TASK_STATUS[referral.stage],
    statusReason: reason === undefined ? undefined : concept(reason, coding('referralReason', reason)),
    businessStatus: concept(referral.stage, coding('referralStage', referral.stage)),
    intent: 'order',
    priority: PRIORITY[referral.urgency],
    code: concept(undefined, coding('taskCode', 'fulfill', 'Fulfill the focal request')),
    focus: { reference: `ServiceRequest/${requestId(setting, referral)}`, type: 'ServiceRequest' },
    for: motherReference(setting),
    executionPeriod: offer?.startedAt === undefined ? undefined : { start: offer.startedAt, end: offer.doneAt },
    authoredOn: referral.requestedAt,
    lastModified: movedAt,
    owner,
  });
};

export const serviceRequests = (setting: Setting): readonly ServiceRequest[] =>
  allOf(setting.file, Referrals).map((referral) => serviceRequest(setting, referral));

export const tasks = (setting: Setting): readonly Task[] => allOf(setting.file, Referrals).map((referral) => task(setting, referral));
