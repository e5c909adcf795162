import { VisitRecorded } from '../../../events/catalogue.ts';
import { Children, Occurrences, CaseStatus, type CaseRoot, type Child, type Occurrence } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { addDays, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, implausible, invalidRequest, statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import type { OccurrenceType } from '../../policy/schema/vocabulary.ts';
import { Contacts, isWork, Visits, type Contact, type Visit } from '../records.ts';
import { takeContent, type ObservationReport } from './visit-content.ts';

/** What was recorded of a visit. */
export interface VisitReport extends Pick<Visit, 'kind' | 'on' | 'place' | 'measurements'> {
  readonly contactId?: string | undefined;
  readonly childId?: string | undefined;
  readonly time?: string | undefined;
  readonly notes?: string | undefined;
  readonly observations?: readonly ObservationReport[] | undefined;
  readonly occurrences: readonly { readonly type: string; readonly attributes: Occurrence['attributes'] }[];
}

export interface VisitAnswer {
  readonly visitId: string;
  readonly contactId?: string;
  readonly late: boolean;
}

/** Care waits for no paper: visits are recorded in every status; of a case that has left, those from before it left. */
const VISITED: readonly CaseStatus[] = CaseStatus.options.filter((status) => status !== 'exited');
/** How far back a visit may lie before a registration that tells no last period: a whole pregnancy. */
const BEFORE_REGISTRATION_DAYS = 308;

const refuseStatus = ({ status, exit }: CaseRoot, on: PlainDate): void => {
  if (VISITED.includes(status)) return;
  if (exit !== undefined && VISITED.includes(exit.from) && on <= exit.on) return;
  throw statusRefuses('record a visit', status, VISITED);
};

const refuseDay = ({ root }: CaseFile, child: Child | undefined, on: PlainDate, programme: Programme, today: PlainDate): void => {
  if (on > today) throw implausible('/on', 'lies in the future');
  if (child !== undefined && on < child.bornOn) throw implausible('/on', 'lies before the birth of the child');
  if (child?.diedOn !== undefined && on > child.diedOn) throw implausible('/on', 'lies after the death of the child');
  const earliest = root.pregnancy.lastMenstrualPeriodOn ?? addDays(dayOf(programme, root.registeredAt), -BEFORE_REGISTRATION_DAYS);
  if (on < earliest) throw implausible('/on', 'lies before this pregnancy');
};

const childOf = (file: CaseFile, childId: string | undefined): Child | undefined => {
  if (childId === undefined) return undefined;
  const child = allOf(file, Children).find((one) => one.childId === childId);
  if (child === undefined) throw new Problem('ChildNotFound', 'the case has no such child');
  return child;
};

const isInWindow = ({ opensOn, closesOn }: Contact, on: PlainDate): boolean => on >= opensOn && on <= closesOn;

/** The contact that a visit fulfils: the one that is named, or one of the same kind whose window the visit lies in. */
const contactOf = (file: CaseFile, { contactId, kind, childId, on }: VisitReport): Contact | undefined => {
  const contacts: readonly Contact[] = allOf(file, Contacts);
  if (contactId === undefined)
    return contacts.find(
      (contact) =>
        contact.kind === kind &&
        contact.childId === childId &&
        contact.status !== 'done' &&
        contact.status !== 'doneLate' &&
        isInWindow(contact, on),
    );
  const contact = contacts.find((one) => one.contactId === contactId);
  if (contact === undefined) throw new Problem('ContactNotFound', 'the case has no such contact');
  if (contact.kind !== kind) throw implausible('/kind', `the contact is of kind ${contact.kind}`);
  if (contact.childId !== childId) throw implausible('/childId', 'the contact is with somebody else');
  if (contact.status === 'done' || contact.status === 'doneLate') throw statusRefuses('record the contact again', contact.status, []);
  if (on < contact.opensOn) throw implausible('/on', `the window of the contact opens on ${contact.opensOn}`);
  return contact;
};

/** Types that a visit may yield: what the programme lets a worker record, or has its contacts yield. */
const isRecordable = ({ recordedFrom, impliedBy }: OccurrenceType): boolean =>
  recordedFrom === 'contact' || (recordedFrom === 'recorded' && impliedBy === undefined);

const vocabularyOf = ({ decision }: CaseRoot, { versions }: Programme): Readonly<Record<string, OccurrenceType>> => {
  const decided = versions.filter(({ id }) => id === decision?.policyVersion);
  return Object.assign({}, ...(decided.length > 0 ? decided : versions).map(({ occurrences }) => occurrences)) as Record<
    string,
    OccurrenceType
  >;
};

const checkOccurrences = (report: VisitReport, vocabulary: Readonly<Record<string, OccurrenceType>>): void => {
  const errors = report.occurrences.flatMap(({ type, attributes }, index) => {
    const pointer = `#/body/occurrences/${String(index)}`;
    const known = vocabulary[type];
    if (known === undefined) return [{ pointer: `${pointer}/type`, detail: 'is not an occurrence of this programme' }];
    if (!isRecordable(known)) return [{ pointer: `${pointer}/type`, detail: 'is not recorded at a visit' }];
    return Object.keys(attributes)
      .filter((name) => !(name in (known.attributes ?? {})))
      .map((name) => ({ pointer: `${pointer}/attributes/${name}`, detail: 'is not an attribute of this occurrence' }));
  });
  if (errors.length > 0) throw invalidRequest(...errors);
};

/** What a visit yields: what the worker told, and what the contact's plan says a done one yields. */
const occurrencesOf = (
  report: VisitReport,
  visitId: string,
  programme: Programme,
  vocabulary: Readonly<Record<string, OccurrenceType>>,
  child: Child | undefined,
): readonly Occurrence[] => {
  const told = new Map(report.occurrences.map(({ type, attributes }) => [type, attributes]));
  const planned = programme.operations.contacts.filter(({ id }) => id === report.kind).flatMap(({ occurrences }) => occurrences);
  return [...new Set([...told.keys(), ...planned.filter((type) => type in vocabulary)])].map((type) => ({
    occurrenceId: derivedId('occurrence', visitId, type),
    source: 'recorded' as const,
    type,
    on: report.on,
    attributes: told.get(type) ?? {},
    ...(child === undefined ? {} : { childId: child.childId }),
  }));
};

const fulfilled = ({ nextOn: _, ...contact }: Contact, { visitId, on }: Visit): Contact => ({
  ...contact,
  status: on > contact.closesOn ? 'doneLate' : 'done',
  visitId,
  doneOn: on,
});

/** Missed contacts with the same person that a later visit makes up for: the worker has been there. */
const madeUpFor = (file: CaseFile, { contactId, childId, on }: Visit): readonly Contact[] =>
  allOf(file, Contacts)
    .filter((contact) => contact.status === 'missed' && isWork(contact))
    .filter((contact) => contact.contactId !== contactId && contact.childId === childId && contact.closesOn < on)
    .map((contact) => ({ ...contact, followedUp: true }));

/** A visit that is known: what is told of it now is added. */
const supplemented = (
  file: CaseFile,
  programme: Programme,
  visit: Visit,
  { observations = [] }: VisitReport,
  who: Pick<Context, 'at' | 'by'>,
): Change<VisitAnswer> => {
  const { visitId, contactId, late } = visit;
  const answer = { visitId, late, ...(contactId === undefined ? {} : { contactId }) };
  if (observations.length === 0) return unchanged(answer);
  const seen = takeContent(file, programme, visit, { reports: observations, before: visit.observed }, who);
  return { put: [place(Visits, { ...visit, observed: [...seen.answer] }), ...(seen.put ?? [])], facts: seen.facts ?? [], answer };
};

/**
 * Records a visit: it fulfils its contact (late, when the window had closed), yields occurrences of the programme, and makes up for
 * missed contacts before it. The same kind of visit on the same day by the same person is one; what it told in parts comes together.
 * @throws {Problem} StatusRefuses, ContactNotFound, ChildNotFound, ImplausibleFact, InvalidRequest for an occurrence that the programme does not know
 */
export const recordVisit = (
  file: CaseFile,
  programme: Programme,
  report: VisitReport,
  { at, by }: Pick<Context, 'at' | 'by'>,
): Change<VisitAnswer> => {
  const { root } = file;
  const child = childOf(file, report.childId);
  const visitId = derivedId('visit', root.caseId, report.kind, child?.childId ?? '', report.on, by);
  const earlier = allOf(file, Visits).find((visit) => visit.visitId === visitId);
  if (earlier !== undefined) return supplemented(file, programme, earlier, report, { at, by });

  refuseStatus(root, report.on);
  refuseDay(file, child, report.on, programme, dayOf(programme, at));
  const vocabulary = vocabularyOf(root, programme);
  checkOccurrences(report, vocabulary);
  const contact = contactOf(file, report);
  const late = contact !== undefined && report.on > contact.closesOn;
  const { kind, on, place: where, measurements, time, notes } = report;
  const visit: Visit = {
    visitId,
    kind,
    on,
    place: where,
    measurements,
    observed: [],
    late,
    recordedAt: at,
    by,
    ...(contact === undefined ? {} : { contactId: contact.contactId }),
    ...(child === undefined ? {} : { childId: child.childId }),
    ...(time === undefined ? {} : { time }),
    ...(notes === undefined ? {} : { notes }),
  };
  const contacts = [...(contact === undefined ? [] : [fulfilled(contact, visit)]), ...madeUpFor(file, visit)];
  const answer = { visitId, late, ...(contact === undefined ? {} : { contactId: contact.contactId }) };
  const seen = takeContent(file, programme, visit, { reports: report.observations ?? [], before: [] }, { at, by });
  return {
    put: [
      place(Visits, { ...visit, observed: [...seen.answer] }),
      ...(seen.put ?? []),
      ...contacts.map((one) => place(Contacts, one)),
      ...occurrencesOf(report, visitId, programme, vocabulary, child).map((occurrence) => place(Occurrences, occurrence)),
    ],
    facts: [VisitRecorded.of({ ...answer, kind, on }), ...(seen.facts ?? [])],
    answer,
  };
};
