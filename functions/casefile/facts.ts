import { dateIn, yearsBetween, type PlainDate } from '../kernel/dates.ts';
import { Problem } from '../kernel/problem.ts';
import type { Facts, Occurrence as PolicyOccurrence } from '../policy/evaluation.ts';
import { knowledgeOf } from '../policy/knowledge.ts';
import { withMilestones } from '../policy/milestones.ts';
import { policyOn, type Policy } from '../policy/policy-on.ts';
import type { Programme } from '../policy/programme.ts';
import type { Version } from '../policy/schema/version.ts';
import type { Fact } from '../policy/schema/vocabulary.ts';
import { Occurrences, type CaseRoot, type Instant, type Occurrence } from './case.ts';
import { allOf, type CaseFile } from './files.ts';

/** What a case tells a programme: facts under the version's names, and occurrences of the version's types. */
export type CaseFacts = Omit<Facts, 'asOf'>;

/** The day of an instant where the programme is run. */
export const dayOf = ({ timeZone }: Pick<Programme, 'timeZone'>, at: Instant): PlainDate => dateIn(at, timeZone);

/** The day on which she applied: of her registration, as the country counts days. */
export const applicationDateOf = ({ registeredAt }: CaseRoot, programme: Pick<Programme, 'timeZone'>): PlainDate =>
  dayOf(programme, registeredAt);

const derivedFact = ({ recordedFrom }: Fact, root: CaseRoot, appliedOn: PlainDate): string | number | undefined => {
  switch (recordedFrom) {
    case 'motherAgeYears':
      return yearsBetween(root.mother.birthDate, appliedOn);
    case 'applicationDate':
      return appliedOn;
    // told at registration, or carried over from the earlier case
    case 'earlierPregnancyOutcomes':
    case 'extra':
      return undefined;
  }
};

const applicantOf = (root: CaseRoot, version: Version, appliedOn: PlainDate): CaseFacts['applicant'] =>
  Object.fromEntries(
    Object.entries(version.applicant).flatMap(([name, fact]) => {
      const told = [name, ...(fact.aliases ?? [])].map((key) => root.applicant[key]).find((value) => value !== undefined && value !== null);
      const value = derivedFact(fact, root, appliedOn) ?? told;
      return value === undefined ? [] : [[name, value]];
    }),
  );

const typesOf = ({ source, type }: Occurrence, version: Version): readonly string[] =>
  source === 'recorded'
    ? type !== undefined && type in version.occurrences
      ? [type]
      : []
    : Object.entries(version.occurrences)
        .filter(([, { recordedFrom }]) => recordedFrom === source)
        .map(([name]) => name);

const occurrencesOf = (file: CaseFile, version: Version): readonly PolicyOccurrence[] =>
  allOf(file, Occurrences).flatMap((occurrence) =>
    typesOf(occurrence, version).map((type) => ({ type, date: occurrence.on, attributes: occurrence.attributes })),
  );

/**
 * Everything of a case that a version asks for. The age is that of the day of application; neutral life events stand under the
 * version's own types; what the version does not declare is left out.
 */
export const factsOf = (file: CaseFile, programme: Pick<Programme, 'timeZone'>, version: Version): CaseFacts => ({
  applicant: applicantOf(file.root, version, applicationDateOf(file.root, programme)),
  occurrences: occurrencesOf(file, version),
});

/** The day whose version applies: the first known of the programme's `decidedBy`, else `asOf`. */
export const decidingDateOf = (file: CaseFile, programme: Programme, asOf: PlainDate): PlainDate =>
  programme.versions
    .map((version) => knowledgeOf(version, { ...factsOf(file, programme, version), asOf }).dateOf(programme.decidedBy))
    .filter((date) => date !== undefined)
    .at(-1) ?? asOf;

/** A policy and what a case tells it on a day: what `evaluate` takes. */
export interface Question {
  readonly policy: Policy;
  readonly facts: Facts;
}

/**
 * The policy that applies to a case on a day, with the case's facts and the milestones that time alone has brought.
 * @throws {Problem} PolicyNotInForce
 */
export const questionOf = (file: CaseFile, programme: Programme, asOf: PlainDate): Question => {
  const on = decidingDateOf(file, programme, asOf);
  const policy = policyOn(programme, on);
  if (policy === undefined) throw new Problem('PolicyNotInForce', `${programme.id} has no version for ${on}`);
  return { policy, facts: withMilestones(policy.version, { ...factsOf(file, programme, policy.version), asOf }) };
};
