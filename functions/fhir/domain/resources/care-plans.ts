import type { CarePlan, Goal as FhirGoal } from '@medplum/fhirtypes';
import type { Child } from '../../../casefile/case.ts';
import { allOf } from '../../../casefile/files.ts';
import { Contacts, type Contact } from '../../../care/records.ts';
import { Goals, PlanActions, type Goal, type PlanAction } from '../../../team/records.ts';
import { drawn, type Draft } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { childrenOf, dayIn, subjectOf, type Setting } from '../setting.ts';
import { coding, concept } from '../systems.ts';
import { episodeStatus } from './episodes.ts';

type Activity = NonNullable<Draft<CarePlan>['activity']>[number];

const CONTACT_STATUS = {
  scheduled: 'scheduled',
  due: 'scheduled',
  overdue: 'scheduled',
  missed: 'not-started',
  done: 'completed',
  doneLate: 'completed',
  cancelled: 'cancelled',
} as const satisfies Record<Contact['status'], string>;

const ACTION_STATUS = { open: 'not-started', done: 'completed', dropped: 'cancelled' } as const satisfies Record<
  PlanAction['status'],
  string
>;

const GOAL_STATUS = { proposed: 'proposed', active: 'active', met: 'completed', dropped: 'cancelled' } as const satisfies Record<
  Goal['status'],
  FhirGoal['lifecycleStatus']
>;

/** FHIR's words for a plan, by those for the enrolment that it belongs to. */
const PLAN_STATUS = {
  planned: 'draft',
  active: 'active',
  finished: 'completed',
  cancelled: 'revoked',
  'entered-in-error': 'entered-in-error',
} as const;

const ofContact = ({ programme }: Setting, contact: Contact): Activity => {
  const name = programme.operations.contacts.find(({ id }) => id === contact.kind)?.name ?? contact.kind;
  return {
    detail: {
      kind: 'Appointment',
      code: concept(name, coding('contact', contact.kind, name)),
      status: CONTACT_STATUS[contact.status],
      statusReason: contact.status === 'missed' ? concept('missed') : undefined,
      scheduledPeriod: { start: contact.opensOn, end: contact.closesOn },
    },
  };
};

const ofAction = ({ text, status, dueOn }: PlanAction): Activity => ({
  detail: { kind: 'Task', status: ACTION_STATUS[status], scheduledPeriod: { end: dueOn }, description: text },
});

const goalOf = (setting: Setting, goal: Goal, place: number): FhirGoal =>
  drawn<FhirGoal>({
    resourceType: 'Goal',
    id: `goal-${String(place + 1)}`,
    lifecycleStatus: GOAL_STATUS[goal.status],
    category: [concept(goal.domain, coding('goalDomain', goal.domain))],
    description: { text: goal.text },
    subject: subjectOf(setting, goal.childId),
    startDate: dayIn(setting, goal.setAt),
    target: [{ dueDate: goal.targetOn }],
  });

const statusOf = (setting: Setting, child: Child | undefined): CarePlan['status'] => {
  const { root } = setting.file;
  const status = PLAN_STATUS[episodeStatus(root) as keyof typeof PLAN_STATUS];
  const hasDied = (child === undefined ? root.mother.diedOn : child.diedOn) !== undefined;
  return hasDied && status === 'active' ? 'completed' : status;
};

const carePlan = (setting: Setting, child: Child | undefined): readonly CarePlan[] => {
  const { file, programme } = setting;
  const contacts = allOf(file, Contacts).filter(({ childId }) => childId === child?.childId);
  const goals = allOf(file, Goals).filter(({ childId }) => childId === child?.childId);
  const goalIds = new Set(goals.map(({ goalId }) => goalId));
  // what belongs to no goal is of the case, which is the mother's
  const actions = allOf(file, PlanActions).filter(({ goalId }) => (goalId === undefined ? child === undefined : goalIds.has(goalId)));
  if (contacts.length + goals.length + actions.length === 0) return [];
  const contained = goals.map((goal, place) => goalOf(setting, goal, place));
  return [
    drawn<CarePlan>({
      resourceType: 'CarePlan',
      id: logicalId(file.root.caseId, 'plan', child?.childId ?? 'mother'),
      contained: contained,
      instantiatesUri: [
        `urn:nestling:programme:${programme.id}${file.root.decision === undefined ? '' : `:${file.root.decision.policyVersion}`}`,
      ],
      status: statusOf(setting, child),
      intent: 'plan',
      title: programme.name,
      subject: subjectOf(setting, child?.childId),
      period: { start: dayIn(setting, file.root.enrolled?.at ?? file.root.registeredAt), end: undefined },
      goal: contained.map(({ id }) => ({ reference: `#${String(id)}` })),
      activity: [
        ...[...contacts].sort((left, right) => left.dueOn.localeCompare(right.dueOn)).map((contact) => ofContact(setting, contact)),
        ...actions.map(ofAction),
      ],
    }),
  ];
};

/** The schedule of contacts with the goals and actions of the care team, of the mother and of each child that has any. */
export const carePlans = (setting: Setting): readonly CarePlan[] => [
  ...carePlan(setting, undefined),
  ...childrenOf(setting).flatMap((child) => carePlan(setting, child)),
];
