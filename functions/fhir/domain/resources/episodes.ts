import type { EpisodeOfCare } from '@medplum/fhirtypes';
import type { CaseRoot, CaseStatus, Child } from '../../../casefile/case.ts';
import { laterOf, type PlainDate } from '../../../kernel/dates.ts';
import { drawn } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { childrenOf, dayIn, subjectOf, type Setting } from '../setting.ts';
import { coding, concept, elsewhere, identifier } from '../systems.ts';

type Status = NonNullable<EpisodeOfCare['status']>;

const STATUS: Readonly<Record<Exclude<CaseStatus, 'exited'>, Status>> = {
  registered: 'planned',
  parked: 'planned',
  inVerificationReview: 'planned',
  awaitingBirthRegistration: 'planned',
  verified: 'planned',
  inEligibilityReview: 'planned',
  eligible: 'planned',
  refused: 'cancelled',
  ineligible: 'cancelled',
  enrolled: 'active',
};

/** Where an enrolment stands: one that was left before it began is cancelled; a second registration of the same mother was an error. */
export const episodeStatus = ({ status, exit }: CaseRoot): Status => {
  if (status !== 'exited') return STATUS[status];
  if (exit?.duplicateOf !== undefined) return 'entered-in-error';
  return exit?.from === 'enrolled' ? 'finished' : 'cancelled';
};

const beganOn = (setting: Setting): PlainDate => {
  const { enrolled, registeredAt } = setting.file.root;
  return dayIn(setting, enrolled?.at ?? registeredAt);
};

const episode = (setting: Setting, child: Child | undefined): EpisodeOfCare => {
  const { file, programme } = setting;
  const { root } = file;
  const diedOn = child?.diedOn ?? (child === undefined ? root.mother.diedOn : undefined);
  const start = child === undefined ? beganOn(setting) : laterOf(beganOn(setting), child.bornOn);
  const end = diedOn ?? root.exit?.on;
  const status = episodeStatus(root);
  return drawn<EpisodeOfCare>({
    resourceType: 'EpisodeOfCare',
    id: logicalId(root.caseId, 'episode', child?.childId ?? 'mother'),
    identifier: [identifier('case', root.caseId)],
    status: diedOn !== undefined && status === 'active' ? 'finished' : status,
    type: [
      concept(programme.name, coding('programme', programme.id, programme.name)),
      ...(root.decision === undefined ? [] : [concept(undefined, coding('policyVersion', root.decision.policyVersion))]),
    ],
    patient: subjectOf(setting, child?.childId),
    period: { start: end !== undefined && end < start ? end : start, end },
    careManager: root.workerId === undefined ? undefined : elsewhere('Practitioner', 'worker', root.workerId, root.workerName),
  });
};

export const episodeReference = ({ file: { root } }: Setting, child?: Pick<Child, 'childId'>) => ({
  reference: `EpisodeOfCare/${logicalId(root.caseId, 'episode', child?.childId ?? 'mother')}`,
  type: 'EpisodeOfCare' as const,
});

/** The enrolment of the mother, and of each of her children. */
export const episodes = (setting: Setting): readonly EpisodeOfCare[] => [
  episode(setting, undefined),
  ...childrenOf(setting).map((child) => episode(setting, child)),
];
