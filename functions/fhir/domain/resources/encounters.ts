import type { Encounter } from '@medplum/fhirtypes';
import { allOf } from '../../../casefile/files.ts';
import { Visits, type Visit } from '../../../care/records.ts';
import { Outcomes, type Outcome } from '../../../readings/records.ts';
import { drawn } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { subjectOf, type Setting } from '../setting.ts';
import { coding, concept, identifier } from '../systems.ts';
import { appointmentReference } from './appointments.ts';
import { episodeReference } from './episodes.ts';

const CLASSES = {
  home: coding('actCode', 'HH', 'home health'),
  facility: coding('actCode', 'AMB', 'ambulatory'),
  community: coding('actCode', 'FLD', 'field'),
  phone: coding('actCode', 'VR', 'virtual'),
} as const satisfies Record<Visit['place'], unknown>;

const contactName = ({ programme }: Setting, kind: string): string =>
  programme.operations.contacts.find(({ id }) => id === kind)?.name ?? kind;

export const encounterReference = ({ file: { root } }: Setting, visitId: string) => ({
  reference: `Encounter/${logicalId(root.caseId, 'visit', visitId)}`,
  type: 'Encounter' as const,
});

/** A visit that took place. The worker's notes stay with the programme. */
const visit = (setting: Setting, one: Visit): Encounter => {
  const { root } = setting.file;
  return drawn<Encounter>({
    resourceType: 'Encounter',
    id: logicalId(root.caseId, 'visit', one.visitId),
    meta: { lastUpdated: one.recordedAt },
    identifier: [identifier('record', one.visitId)],
    status: 'finished',
    class: CLASSES[one.place],
    type: [concept(contactName(setting, one.kind), coding('contact', one.kind, contactName(setting, one.kind)))],
    subject: subjectOf(setting, one.childId),
    episodeOfCare: [episodeReference(setting, one.childId === undefined ? undefined : { childId: one.childId })],
    appointment: one.contactId === undefined ? [] : [appointmentReference(setting, one.contactId)],
    period: { start: one.on, end: one.on },
  });
};

type Stay = Extract<Outcome, { kind: 'admission' | 'emergencyVisit' }>;

const isStay = (outcome: Outcome): outcome is Stay => outcome.kind === 'admission' || outcome.kind === 'emergencyVisit';

/** A stay in hospital, or a visit to an emergency department, that the programme heard of. */
const stay = (setting: Setting, one: Stay): Encounter => {
  const until = one.kind === 'admission' ? one.until : one.on;
  return drawn<Encounter>({
    resourceType: 'Encounter',
    id: logicalId(setting.file.root.caseId, 'stay', one.outcomeId),
    meta: { lastUpdated: one.at },
    identifier: [identifier('record', one.outcomeId)],
    status: until === undefined ? 'in-progress' : 'finished',
    class: one.kind === 'admission' ? coding('actCode', 'IMP', 'inpatient encounter') : coding('actCode', 'EMER', 'emergency'),
    subject: subjectOf(setting, one.childId),
    period: { start: one.on, end: until },
    hospitalization: one.kind === 'admission' && one.readmission ? { reAdmission: concept('readmission') } : undefined,
  });
};

export const encounters = (setting: Setting): readonly Encounter[] => [
  ...allOf(setting.file, Visits).map((one) => visit(setting, one)),
  ...allOf(setting.file, Outcomes)
    .filter(isStay)
    .map((one) => stay(setting, one)),
];
