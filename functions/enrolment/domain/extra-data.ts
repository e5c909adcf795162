import { CaseCorrected } from '../../../events/catalogue.ts';
import type { FactValue } from '../../casefile/case.ts';
import { questionOf, dayOf } from '../../casefile/facts.ts';
import { unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { derivedId, fingerprint } from '../../kernel/ids.ts';
import { invalidRequest, statusRefuses, type Fault } from '../../kernel/problem.ts';
import { factFaults } from '../../policy/knowledge.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Version } from '../../policy/schema/version.ts';
import type { FactSource } from '../../policy/schema/vocabulary.ts';
import type * as z from 'zod';

type Value = z.infer<typeof FactValue>;
type Told = Readonly<Record<string, Value>>;

/** Facts that a person tells; the others follow from the registration. */
const TOLD: readonly z.infer<typeof FactSource>[] = ['extra', 'earlierPregnancyOutcomes'];

const faultsOf = (version: Version, told: Told): readonly Fault[] => {
  const names = Object.keys(told);
  const fault = (name: string, detail: string): Fault => ({ pointer: `#/body/facts/${name}`, detail });
  return [
    ...names.flatMap((name) => {
      const declared = version.applicant[name];
      if (declared === undefined) return [fault(name, 'is not a fact that the programme asks for')];
      return TOLD.includes(declared.recordedFrom) ? [] : [fault(name, 'follows from the registration and is not told')];
    }),
    ...factFaults(version, told).map(({ fact, detail }) => fault(fact, detail)),
  ];
};

export interface ExtraData {
  readonly facts: Told;
}

/** A telling without what it leaves out or takes back. */
const known = (facts: Told): Told => Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));

/**
 * Keeps facts that the programme asks for beside the registration: those named are set, null takes one back, the others stay.
 * @throws {Problem} InvalidRequest with a pointer for every fault, StatusRefuses, PolicyNotInForce
 */
export const decideExtraData = (file: CaseFile, programme: Programme, told: Told, context: Context): Change<ExtraData> => {
  const { root } = file;
  if (root.status === 'exited' || root.status === 'refused') throw statusRefuses('record facts', root.status, ['any other']);
  const { policy } = questionOf(file, programme, dayOf(programme, context.at));
  const errors = faultsOf(policy.version, told);
  if (errors.length > 0) throw invalidRequest(...errors);
  const applicant = known({ ...root.applicant, ...told });
  const changed = Object.keys(told).filter((name) => fingerprint(root.applicant[name]) !== fingerprint(applicant[name]));
  if (changed.length === 0) return unchanged({ facts: applicant });
  return {
    root: { ...root, applicant },
    facts: [
      CaseCorrected.of({
        correctionId: derivedId('extra data', root.caseId, context.causationId),
        fields: changed.map((name) => `applicant.${name}`.slice(0, 60)),
      }),
    ],
    answer: { facts: applicant },
  };
};
