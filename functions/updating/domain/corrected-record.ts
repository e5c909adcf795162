import { CaseRoot, Child, Children, Mother, Occurrences, type Occurrence } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { addDays, type PlainDate } from '../../kernel/dates.ts';
import { Problem, type Fault } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { birthDateFaults, childFaults, PREGNANCY_DAYS, pregnancyFaults } from '../../registration/domain/plausibility.ts';
import { keys, type Key } from '../../table/keys.ts';
import type { FieldChange } from '../records.ts';
import { placeOf } from './correction-fields.ts';
import { occurrenceOf } from './life-event.ts';

/** A record as corrections leave it, and what has to be written and removed for it. */
export interface CorrectedRecord {
  readonly root: CaseRoot;
  readonly children: readonly Child[];
  readonly put: readonly Placed[];
  readonly remove: readonly Key[];
}

interface Draft {
  readonly root: CaseRoot;
  readonly children: readonly Child[];
}

const withValue = (holder: Readonly<Record<string, unknown>>, key: string, value: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries({ ...holder, [key]: value }).filter(([, one]) => one !== null && one !== undefined));

const applied = ({ root, children }: Draft, file: CaseFile, programme: Programme, { field, after }: FieldChange): Draft => {
  const target = placeOf(file, programme, field);
  if (target === undefined)
    throw new Problem('StatusRefuses', 'the record no longer has what was to be corrected', { currentStatus: root.status });
  const { part, key, child } = target;
  switch (part) {
    case 'mother':
      return { root: { ...root, mother: Mother.parse(withValue(root.mother, key, after)) }, children };
    case 'child': {
      const isRegistered = key === 'certificate' ? { birthRegistered: true } : {};
      return {
        root,
        children: children.map((one) =>
          one.childId === child?.childId ? Child.parse({ ...withValue(one, key, after), ...isRegistered }) : one,
        ),
      };
    }
    case 'pregnancy': {
      const lastMenstrualPeriodOn = after as PlainDate;
      return {
        root: CaseRoot.parse({
          ...root,
          pregnancy: { ...root.pregnancy, lastMenstrualPeriodOn, expectedOn: addDays(lastMenstrualPeriodOn, PREGNANCY_DAYS) },
        }),
        children,
      };
    }
    case 'applicant':
      return { root: CaseRoot.parse({ ...root, applicant: { ...root.applicant, [key]: after } }), children };
    case 'root':
      if (key === 'paymentAddress')
        return { root: CaseRoot.parse({ ...root, paymentAddress: { ...(after as object), state: 'unconfirmed' } }), children };
      return { root: CaseRoot.parse({ ...root, [key]: after }), children };
  }
};

/** The pregnancy ended with the first birth; a corrected day of birth moves its end. */
const withEnd = ({ root, children }: Draft): Draft => {
  const [first] = children.map(({ bornOn }) => bornOn).sort();
  return first === undefined ? { root, children } : { root: { ...root, pregnancy: { ...root.pregnancy, endedOn: first } }, children };
};

/** What a birth or a last period that was corrected makes of an occurrence that tells of it. */
const followed = (occurrence: Occurrence, file: CaseFile, { root, children }: Draft): Occurrence => {
  const { source, childId } = occurrence;
  if (source === 'lastMenstrualPeriod') return { ...occurrence, on: root.pregnancy.lastMenstrualPeriodOn ?? occurrence.on };
  const child = children.find((one) => (source === 'delivery' ? one.birthOrder === 1 : one.childId === childId));
  const before = child && allOf(file, Children).find((one) => one.childId === child.childId);
  if (child === undefined || before === undefined) return occurrence;
  if (source === 'liveBirth' || source === 'delivery')
    return {
      ...occurrence,
      on: child.bornOn,
      attributes: { ...occurrence.attributes, sex: child.sex, place: placeAttribute(occurrence, before, child) },
    };
  return source === 'birthRegistered' && occurrence.on === before.bornOn ? { ...occurrence, on: child.bornOn } : occurrence;
};

/** The kind of facility that a programme knows, as long as the birth stays where it was. */
const placeAttribute = ({ attributes }: Occurrence, before: Child, after: Child) =>
  before.birthPlace === after.birthPlace ? (attributes['place'] ?? after.birthPlace) : after.birthPlace;

const newOccurrences = (file: CaseFile, { root, children }: Draft): readonly Occurrence[] => {
  const known = allOf(file, Occurrences);
  const lastPeriod = root.pregnancy.lastMenstrualPeriodOn;
  const certified = children.filter(
    (child) => child.birthRegistered && !known.some(({ source, childId }) => source === 'birthRegistered' && childId === child.childId),
  );
  return [
    ...(lastPeriod === undefined || known.some(({ source }) => source === 'lastMenstrualPeriod')
      ? []
      : [occurrenceOf(root.caseId, 'lastMenstrualPeriod', lastPeriod)]),
    ...certified.map((child) => occurrenceOf(root.caseId, 'birthRegistered', child.bornOn, child.childId)),
  ];
};

const isSame = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

/** Applies corrections to a record, with the occurrences that follow from what they change. @throws {Problem} StatusRefuses when a child is gone */
export const correctRecord = (file: CaseFile, programme: Programme, changes: readonly FieldChange[]): CorrectedRecord => {
  const children = allOf(file, Children);
  const start: Draft = { root: file.root, children };
  const draft = withEnd(changes.reduce((before, change) => applied(before, file, programme, change), start));
  const moved = allOf(file, Occurrences)
    .map((before) => ({ before, after: followed(before, file, draft) }))
    .filter(({ before, after }) => !isSame(before, after));
  return {
    ...draft,
    put: [
      ...draft.children.filter((child, index) => !isSame(child, children[index])).map((child) => place(Children, child)),
      ...[...moved.map(({ after }) => after), ...newOccurrences(file, draft)].map((occurrence) => place(Occurrences, occurrence)),
    ],
    remove: moved
      .filter(({ before, after }) => Occurrences.sk(before) !== Occurrences.sk(after))
      .map(({ before }) => ({ pk: keys.case(file.root.caseId), sk: Occurrences.sk(before) })),
  };
};

const faultsOf = ({ root, children }: Draft, programme: Programme, today: PlainDate): readonly Fault[] => {
  return [
    ...birthDateFaults(root.mother.birthDate, programme, today),
    ...children.flatMap((child) => childFaults(child, root.mother.birthDate, programme, today, `/children/${child.childId}`)),
    ...pregnancyFaults(
      root.pregnancy,
      children.map(({ bornOn }) => bornOn),
      programme,
      today,
    ),
    ...(programme.languages.includes(root.language)
      ? []
      : [{ pointer: '#/body/language', detail: `is not one of the programme: ${programme.languages.join(', ')}` }]),
  ];
};

/**
 * What cannot be true any more once the changes are made, by the very checks of a registration. A fault that the record had before (a child
 * that has grown too old to be registered) is none of a correction. Pointers lead to the change that causes it.
 */
export const newFaults = (
  file: CaseFile,
  corrected: CorrectedRecord,
  changes: readonly FieldChange[],
  programme: Programme,
  today: PlainDate,
): readonly Fault[] => {
  const before = new Set(
    faultsOf({ root: file.root, children: allOf(file, Children) }, programme, today).map((fault) => JSON.stringify(fault)),
  );
  return faultsOf(corrected, programme, today)
    .filter((fault) => !before.has(JSON.stringify(fault)))
    .map(({ pointer, detail }) => {
      const index = changes.findIndex(({ field }) => `#/body${field}` === pointer);
      return index === -1
        ? { pointer: '#/body/changes', detail: `${pointer.replace('#/body', '')} ${detail}` }
        : { pointer: `#/body/changes/${String(index)}/value`, detail };
    });
};
