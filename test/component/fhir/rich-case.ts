import { Caregivers } from '../../../functions/casefile/caregiver.ts';
import { Children } from '../../../functions/casefile/case.ts';
import { place, type Placed } from '../../../functions/casefile/entity.ts';
import { Inbounds } from '../../../functions/casefile/inbound.ts';
import { Contacts, Visits, type Contact } from '../../../functions/care/records.ts';
import { Doses, ImmunizationFactsOfChildren, NextDosesOfChildren } from '../../../functions/immunization/records.ts';
import { parsePlainDate as day } from '../../../functions/kernel/dates.ts';
import { ChildId, derivedId } from '../../../functions/kernel/ids.ts';
import { Messages } from '../../../functions/messaging/records.ts';
import { readStagedQuestionnaires } from '../../../functions/policy/questionnaires.ts';
import { Findings, Outcomes, Readings } from '../../../functions/readings/records.ts';
import { Referrals } from '../../../functions/referrals/records.ts';
import { Screens } from '../../../functions/screening/records.ts';
import { Goals, PlanActions } from '../../../functions/team/records.ts';
import { aChild, shippedProgrammes } from '../../support/builders.ts';
import { aConsentedCase, type ConsentedCase } from '../../support/consented-case.ts';
import { testVault, type World } from '../../support/world.ts';

export const programmes = shippedProgrammes;
export const questionnaires = () => readStagedQuestionnaires('functions/policy/programmes/questionnaires');

const id = (name: string): string => derivedId('rich case', name);

/** Twins of 5 January 2026: a girl, and a boy who died on 20 February. */
export const FIRST = ChildId.parse(id('first twin'));
export const SECOND = ChildId.parse(id('second twin'));
export const NUMBER = 'DF2ABCDEFGHJ';
/** What the sealed numbers of the mother and of the first twin are; they may stand in no answer. */
export const NATIONAL_NUMBERS = { mother: 'NID-MOTHER-4711', child: 'NID-CHILD-0815' };

const contact = (changes: Partial<Contact>): Placed =>
  place<Contact>(Contacts, {
    contactId: 'PNC-3',
    kind: 'PNC-3',
    of: 'mother',
    dueOn: day('2026-01-16'),
    opensOn: day('2026-01-12'),
    closesOn: day('2026-01-19'),
    urgent: false,
    status: 'done',
    followedUp: false,
    ...changes,
  });

const BY = 'user:worker-1';
const SEEN_AT = '2026-01-15T08:30:00.000Z';

const children = async (): Promise<Placed[]> => [
  place(
    Children,
    aChild('first', {
      childId: FIRST,
      givenName: 'Usha',
      birthOrder: 1,
      nationalId: await testVault.seal(NATIONAL_NUMBERS.child, FIRST),
    }),
  ),
  place(Children, aChild('second', { childId: SECOND, givenName: 'Ravi', sex: 'male', birthOrder: 2, diedOn: day('2026-02-20') })),
];

const care: Placed[] = [
  contact({ doneOn: day('2026-01-15'), visitId: id('visit') }),
  contact({
    contactId: 'PNC-4',
    kind: 'PNC-4',
    status: 'due',
    dueOn: day('2026-02-16'),
    opensOn: day('2026-02-12'),
    closesOn: day('2026-03-10'),
  }),
  contact({ contactId: 'BP-10D', kind: 'BP-10D', status: 'missed' }),
  contact({ contactId: `SMALL-14#${FIRST}`, kind: 'SMALL-14', of: 'child', childId: FIRST, status: 'cancelled' }),
  place(Visits, {
    visitId: id('visit'),
    contactId: 'PNC-3',
    kind: 'PNC-3',
    on: day('2026-01-15'),
    time: '14:00',
    place: 'home',
    measurements: { muacMillimetres: 240, oedema: false, remark: 'tired' },
    observed: [{ content: { bleeding: 'heavy', mood: true }, signs: ['heavyBleeding'], readingIds: [id('bp')], whole: true }],
    notes: 'the husband was at home',
    late: false,
    recordedAt: SEEN_AT,
    by: BY,
  }),
  place(Findings, {
    findingId: id('finding'),
    signs: ['heavyBleeding'],
    on: day('2026-01-15'),
    at: SEEN_AT,
    by: BY,
    source: { kind: 'visit', id: id('visit') },
  }),
];

const reading = {
  measuredAt: '2026-01-15T08:10:00.000Z',
  receivedAt: SEEN_AT,
  source: 'visit' as const,
  sourceId: id('visit'),
  by: BY,
  symptoms: [],
};

const measured: Placed[] = [
  place(Readings, {
    ...reading,
    readingId: id('bp'),
    kind: 'bloodPressure',
    values: { systolic: 162, diastolic: 104 },
    unit: 'mm[Hg]',
    category: 'severe',
  }),
  place(Readings, {
    ...reading,
    readingId: id('temp'),
    kind: 'temperature',
    values: { value: 37.2 },
    unit: 'Cel',
    childId: FIRST,
    device: 'thermometer',
  }),
  place(Readings, {
    ...reading,
    readingId: id('wrong'),
    kind: 'pulse',
    values: { value: 20 },
    unit: '/min',
    voided: { at: '2026-01-15T09:00:00.000Z', by: BY, reason: 'typed wrongly' },
  }),
  place(Outcomes, {
    outcomeId: id('fed'),
    on: day('2026-01-15'),
    at: SEEN_AT,
    by: BY,
    kind: 'breastfeeding',
    childId: FIRST,
    feeding: 'exclusive',
    startedAfterMinutes: 40,
  }),
  place(Outcomes, {
    outcomeId: id('stay'),
    on: day('2026-01-20'),
    at: SEEN_AT,
    by: BY,
    kind: 'admission',
    pressureRelated: true,
    readmission: true,
  }),
];

const vaccines: Placed[] = [
  place(Doses, {
    doseId: id('bcg'),
    childId: FIRST,
    product: 'BCG',
    on: '2026-01-06',
    from: day('2026-01-06'),
    to: day('2026-01-06'),
    source: 'visit',
    lot: 'L-17',
    place: 'Ward 3',
    adverseEvent: 'small swelling',
    recordedAt: SEEN_AT,
    by: BY,
  }),
  place(Doses, {
    doseId: id('opv'),
    childId: FIRST,
    product: 'BOPV',
    on: '2026-01',
    from: day('2026-01-05'),
    to: day('2026-01-31'),
    source: 'card',
    recordedAt: SEEN_AT,
    by: BY,
  }),
  place(Doses, {
    doseId: id('hepb'),
    childId: FIRST,
    product: 'HEPB',
    on: '2026-01-07',
    from: day('2026-01-07'),
    to: day('2026-01-07'),
    source: 'registry',
    recordedAt: SEEN_AT,
    by: BY,
    withdrawn: { at: SEEN_AT, by: BY, reason: 'another child' },
  }),
  place(ImmunizationFactsOfChildren, {
    childId: FIRST,
    birthWeightGrams: 2320,
    health: {},
    withheld: [{ series: 'ROTA', why: 'refused' }],
    recordedAt: SEEN_AT,
    by: BY,
  }),
  place(NextDosesOfChildren, {
    contactId: `immunization#${FIRST}`,
    kind: 'immunization',
    of: 'child',
    childId: FIRST,
    dueOn: day('2026-02-16'),
    opensOn: day('2026-02-16'),
    closesOn: day('2026-03-16'),
    urgent: false,
    status: 'due',
    doses: ['PENTA1', 'PCV1'],
    told: {},
  }),
];

const asked: Placed[] = [
  place(Screens, {
    screenId: id('phq'),
    questionnaire: 'PHQ-2',
    version: '1',
    channel: 'text',
    status: 'completed',
    answers: { interest: 2, mood: 3 },
    offeredAt: SEEN_AT,
    endedOn: day('2026-02-01'),
    endedAt: '2026-02-01T10:00:00.000Z',
    endedBy: 'text',
    result: { total: 5, answered: 2, items: 2, complete: true, band: 'positive', positive: true, subscales: {}, needs: [], triggered: [] },
  }),
  place(Screens, {
    screenId: id('needs'),
    questionnaire: 'SOCIAL-NEEDS',
    version: '1',
    channel: 'worker',
    status: 'completed',
    answers: { food: 1, housing: null },
    endedOn: day('2026-02-02'),
    endedAt: '2026-02-02T10:00:00.000Z',
    endedBy: BY,
    result: { answered: 1, items: 5, complete: false, positive: true, subscales: {}, needs: ['food'], triggered: [] },
  }),
  place(Screens, {
    screenId: id('epds'),
    questionnaire: 'EPDS',
    version: '1',
    channel: 'worker',
    status: 'expired',
    answers: { '1': 2 },
    endedOn: day('2026-02-03'),
  }),
  place(Screens, { screenId: id('planned'), questionnaire: 'PHQ-2', version: '1', channel: 'text', status: 'planned', answers: {} }),
];

const helped: Placed[] = [
  place(Referrals, {
    referralId: id('referral'),
    domain: 'food',
    urgency: 'urgent',
    note: 'her neighbour must not know',
    screenId: id('needs'),
    stage: 'inProgress',
    requestedAt: '2026-02-02T11:00:00.000Z',
    requestedBy: BY,
    roundsBefore: 0,
    holder: 'bank-1',
    offers: [
      {
        round: 1,
        organisationId: 'bank-1',
        organisationName: 'Food bank',
        calledAs: 'Friends',
        status: 'in-progress',
        code: 'ABC234',
        offeredAt: '2026-02-02T11:01:00.000Z',
        acceptedAt: '2026-02-02T12:00:00.000Z',
        startedAt: '2026-02-03T09:00:00.000Z',
        falseDones: 0,
      },
    ],
  }),
  place(Goals, {
    goalId: id('goal'),
    text: 'blood pressure below 140/90',
    of: 'mother',
    domain: 'bloodPressure',
    targetOn: day('2026-03-31'),
    status: 'active',
    agreed: [],
    setAt: SEEN_AT,
    setBy: BY,
  }),
  place(PlanActions, {
    actionId: id('action'),
    goalId: id('goal'),
    text: 'bring the cuff',
    owner: { kind: 'assignedWorker' },
    dueOn: day('2026-02-20'),
    status: 'open',
    addedAt: SEEN_AT,
    addedBy: BY,
  }),
];

const message = {
  template: 'contactReminder',
  variables: { name: 'Asha' },
  language: 'en',
  attempts: 1,
  causedBy: id('event'),
  createdAt: '2026-01-11T06:00:00.000Z',
} as const;

const told: Placed[] = [
  place(Messages, {
    ...message,
    messageId: id('sent'),
    state: 'delivered',
    sentAt: '2026-01-11T06:00:05.000Z',
    deliveredAt: '2026-01-11T06:00:09.000Z',
  }),
  place(Messages, { ...message, messageId: id('muted'), state: 'muted', reason: 'optedOut' }),
  place(Messages, { ...message, messageId: id('staff'), state: 'sent', to: 'staff', address: 'worker:w-1' }),
  place(Inbounds, {
    inboundId: id('inbound'),
    receivedAt: '2026-01-12T06:00:00.000Z',
    channel: 'sns',
    gatewayId: 'g-1',
    text: 'my head aches',
    intent: { is: 'help' },
  }),
];

/** A case with something for every type of resource; gives its id. */
export const aRichCase = async (world: World, changes: ConsentedCase = {}): Promise<string> =>
  aConsentedCase(world, {
    status: 'enrolled',
    enrolled: { at: '2026-01-11T09:00:00.000Z', programmeNumber: NUMBER },
    decision: { decisionId: id('decision'), outcome: 'eligible', policyVersion: '2026-01-01', at: '2026-01-11T08:00:00.000Z' },
    workerId: 'w-1',
    workerName: 'Sita',
    ...changes,
    put: [...(await children()), ...care, ...measured, ...vaccines, ...asked, ...helped, ...told, ...(changes.put ?? [])],
  });

export const aCaregiver = (): Placed =>
  place(Caregivers, {
    caregiverId: id('caregiver'),
    givenName: 'Mina',
    relation: 'grandparent',
    phone: '+919876500000',
    language: 'hi',
    consent: 'given',
    method: 'paper',
    recordedAt: SEEN_AT,
    by: BY,
  });
