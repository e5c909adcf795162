import type { Appointment } from '@medplum/fhirtypes';
import { allOf } from '../../../casefile/files.ts';
import { Contacts, type Contact } from '../../../care/records.ts';
import { NextDosesOfChildren, type NextDoses } from '../../../immunization/records.ts';
import { addDays, type PlainDate } from '../../../kernel/dates.ts';
import { instantIn } from '../../../readings/domain/clock.ts';
import { drawn, type Draft } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { subjectOf, type Setting } from '../setting.ts';
import { coding, concept } from '../systems.ts';

type Status = Appointment['status'];

const STATUS = {
  scheduled: 'proposed',
  due: 'proposed',
  overdue: 'proposed',
  missed: 'noshow',
  done: 'fulfilled',
  doneLate: 'fulfilled',
  cancelled: 'cancelled',
} as const satisfies Record<Contact['status'], Status>;

export const appointmentReference = ({ file: { root } }: Setting, contactId: string) => ({
  reference: `Appointment/${logicalId(root.caseId, 'contact', contactId)}`,
  type: 'Appointment' as const,
});

/** Days as FHIR wants them where something took place: from their first instant to their last, by the programme's clock. */
const spanOf = ({ programme }: Setting, from: PlainDate, to: PlainDate): Pick<Appointment, 'start' | 'end'> => ({
  start: instantIn(from, '00:00', programme.timeZone),
  end: instantIn(addDays(to, 1), '00:00', programme.timeZone),
});

const timesOf = (
  setting: Setting,
  contact: Contact | NextDoses,
  status: Status,
): Draft<Pick<Appointment, 'start' | 'end' | 'requestedPeriod'>> => {
  const window = { requestedPeriod: [{ start: contact.opensOn, end: contact.closesOn }] };
  if (status === 'noshow') return { ...window, ...spanOf(setting, contact.opensOn, contact.closesOn) };
  if (status !== 'fulfilled') return window;
  const doneOn = ('doneOn' in contact ? contact.doneOn : undefined) ?? contact.dueOn;
  return { ...window, ...spanOf(setting, doneOn, doneOn) };
};

/** A planned contact; nobody has agreed on an hour, so one that lies ahead is a proposal with the days on which it may be. */
const appointment = (setting: Setting, contact: Contact | NextDoses): Appointment => {
  const { file, programme } = setting;
  const status = STATUS[contact.status];
  const name = programme.operations.contacts.find(({ id }) => id === contact.kind)?.name ?? contact.kind;
  return drawn<Appointment>({
    resourceType: 'Appointment',
    id: logicalId(file.root.caseId, 'contact', contact.contactId),
    status,
    serviceType: [concept(name, coding('contact', contact.kind, name))],
    description: 'doses' in contact ? contact.doses.join(', ') : undefined,
    participant: [{ actor: subjectOf(setting, contact.childId), status: status === 'fulfilled' ? 'accepted' : 'needs-action' }],
    ...timesOf(setting, contact, status),
  });
};

/** Every contact of the plan, and the next visit of each child for its vaccines. */
export const appointments = (setting: Setting): readonly Appointment[] =>
  [...allOf(setting.file, Contacts), ...allOf(setting.file, NextDosesOfChildren)].map((contact) => appointment(setting, contact));
