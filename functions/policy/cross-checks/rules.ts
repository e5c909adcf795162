import { partsOf, type Condition } from '../schema/conditions.ts';
import type { Version } from '../schema/version.ts';
import { at, fault, reasonFaults, repeated, type Fault, type Path, type References } from './references.ts';

const limitsIn = (condition: Condition): number => partsOf(condition).filter((part) => 'limit' in part || part.kind === 'within').length;

/** Faults of the eligibility rules and their wordings. */
export const ruleFaults = ({ eligibility, applicant }: Version, references: References, path: Path): readonly Fault[] => {
  const wordings = (
    reason: string,
    texts: Readonly<Record<string, string>> | undefined,
    condition: Condition,
    where: Path,
  ): readonly Fault[] => {
    const allowed = [...Object.keys(applicant), ...(limitsIn(condition) === 0 ? [] : ['limit'])];
    return [reason, ...Object.values(texts ?? {})].flatMap((text) => reasonFaults(text, allowed, where));
  };
  return eligibility.rules.flatMap((rule, place) => {
    const where = at(path, 'eligibility', 'rules', place);
    return [
      ...(rule.when ? references.condition(rule.when, at(where, 'when')) : []),
      ...references.condition(rule.requires, at(where, 'requires')),
      ...wordings(rule.reason, rule.reasonTexts, rule.requires, at(where, 'reason')),
      ...rule.variants.flatMap((variant, number) => [
        ...references.condition(variant.when, at(where, 'variants', number, 'when')),
        ...wordings(variant.reason, variant.reasonTexts, variant.when, at(where, 'variants', number, 'reason')),
      ]),
    ];
  });
};

/** Faults of the declared facts and occurrence types. */
export const vocabularyFaults = ({ applicant, occurrences }: Version, references: References, path: Path): readonly Fault[] => [
  ...repeated([...Object.entries(applicant).flatMap(([name, { aliases = [] }]) => [name, ...aliases])]).map((name) =>
    fault(at(path, 'applicant'), `${name} names two facts`),
  ),
  ...Object.keys(applicant)
    .filter((name) => name in occurrences)
    .map((name) => fault(at(path, 'applicant', name), 'is also the name of an occurrence type')),
  ...Object.entries(applicant).flatMap(([name, { orFrom }]) =>
    orFrom === undefined
      ? []
      : [
          ...references.occurrence(orFrom.occurrence, at(path, 'applicant', name, 'orFrom')),
          ...references.attributes(orFrom.occurrence, [orFrom.attribute], at(path, 'applicant', name, 'orFrom')),
        ],
  ),
  ...Object.entries(occurrences).flatMap(([type, { recordedFrom, elapsed, impliedBy }]) => [
    ...(impliedBy === undefined
      ? []
      : [
          ...references.occurrence(impliedBy.occurrence, at(path, 'occurrences', type, 'impliedBy')),
          ...references.attributes(impliedBy.occurrence, [impliedBy.attribute], at(path, 'occurrences', type, 'impliedBy')),
        ]),
    ...((recordedFrom === 'elapsed') === (elapsed !== undefined)
      ? []
      : [fault(at(path, 'occurrences', type), '`elapsed` and recordedFrom elapsed go together')]),
    ...(elapsed === undefined ? [] : references.anchor(elapsed.since, at(path, 'occurrences', type, 'elapsed'))),
  ]),
];
