import type * as z from 'zod';
import type { ProgrammeShape } from '../schema/programme-shape.ts';
import type { Version } from '../schema/version.ts';
import { amountFaults, kindFaults } from './entitlements.ts';
import { at, fault, referencesOf, repeated, type Fault, type Path } from './references.ts';
import { ruleFaults, vocabularyFaults } from './rules.ts';

const versionFaults = (version: Version, currency: string, path: Path): readonly Fault[] => {
  const references = referencesOf(version);
  const { entitlements, holds, endings, cover, exits, effectiveFrom, effectiveTo } = version;
  const ids = entitlements.map(({ id }) => id);
  return [
    ...(effectiveFrom !== undefined && effectiveTo !== undefined && effectiveTo < effectiveFrom
      ? [fault(at(path, 'effectiveTo'), `ends on ${effectiveTo}, before it begins on ${effectiveFrom}`)]
      : []),
    ...vocabularyFaults(version, references, path),
    ...ruleFaults(version, references, path),
    ...repeated(ids).map((id) => fault(at(path, 'entitlements'), `two entitlements are called ${id}`)),
    ...entitlements.flatMap((entitlement, place) => {
      const where = at(path, 'entitlements', place);
      return [
        ...(entitlement.appliesWhen ? references.condition(entitlement.appliesWhen, at(where, 'appliesWhen')) : []),
        ...amountFaults(entitlement.amount, currency, references, at(where, 'amount')),
        ...kindFaults(entitlement, currency, references, where),
      ];
    }),
    ...(entitlements.filter(({ kind }) => kind === 'monthly').length > 1
      ? [fault(at(path, 'entitlements'), 'allowed is one run of monthly payments, whose lines are M01, M02, ...')]
      : []),
    ...holds.flatMap(({ requires }, place) => references.condition(requires, at(path, 'holds', place, 'requires'))),
    ...endings.flatMap(({ occurrence, forfeits }, place) => [
      ...references.occurrence(occurrence, at(path, 'endings', place, 'occurrence')),
      ...forfeits
        .filter((id) => !ids.includes(id))
        .map((id) => fault(at(path, 'endings', place, 'forfeits'), `no entitlement is called ${id}`)),
    ]),
    ...(cover
      ? [
          ...references.anchor(cover.anchor, at(path, 'cover', 'anchor')),
          ...Object.values(cover.services).flatMap(({ occurrences }) =>
            occurrences.flatMap((type) => references.occurrence(type, at(path, 'cover', 'services'))),
          ),
        ]
      : []),
    ...exits.flatMap(({ anchor }, place) => references.anchor(anchor, at(path, 'exits', place, 'anchor'))),
  ];
};

const overlapFaults = (versions: readonly Version[]): readonly Fault[] => {
  const FIRST = '0000-00-00';
  const LAST = '9999-99-99';
  return versions.flatMap((version, place) =>
    versions
      .slice(0, place)
      .filter(
        (earlier) =>
          (earlier.effectiveFrom ?? FIRST) <= (version.effectiveTo ?? LAST) &&
          (version.effectiveFrom ?? FIRST) <= (earlier.effectiveTo ?? LAST),
      )
      .map((earlier) => fault(['versions', place], `version ${version.id} is in force on days on which ${earlier.id} is`)),
  );
};

const decidedByFaults = ({ decidedBy, versions }: ProgrammeShape): readonly Fault[] =>
  decidedBy
    .filter((name) => !versions.some(({ occurrences, applicant }) => name in occurrences || applicant[name]?.type === 'date'))
    .map((name) => fault(['decidedBy'], `${name} is neither an occurrence type nor a date fact`));

/** Cross-checks of a programme file: what it refers to exists, and what it says is not contradictory. */
export const checkProgramme = (programme: ProgrammeShape, context: z.core.$RefinementCtx<ProgrammeShape>): void => {
  const { versions, languages, defaultLanguage, currency, timeZone } = programme;
  const faults = [
    ...(languages.includes(defaultLanguage)
      ? []
      : [fault(['defaultLanguage'], `got ${defaultLanguage}, allowed are ${languages.join(', ')}`)]),
    ...(isTimeZone(timeZone) ? [] : [fault(['timeZone'], `got ${timeZone}, allowed is a name of the IANA database`)]),
    ...repeated(versions.map(({ id }) => id)).map((id) => fault(['versions'], `two versions are called ${id}`)),
    ...overlapFaults(versions),
    ...decidedByFaults(programme),
    ...versions.flatMap((version, place) => versionFaults(version, currency, ['versions', place])),
  ];
  for (const { path, message } of faults) context.addIssue({ code: 'custom', path: [...path], message });
};

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};
