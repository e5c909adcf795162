import { join } from 'node:path';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import {
  evaluate,
  findPolicy,
  loadProgrammes,
  type Evaluation,
  type Facts,
  type Occurrence,
  type Policy,
} from '../../../functions/policy/index.ts';

export const FOLDER = join(import.meta.dirname, '../../../functions/policy/programmes');
export const programmes = loadProgrammes(FOLDER);

/** A shipped policy, such as `IN-JSY 2013`. */
export const policyCalled = (name: string): Policy => {
  const [programmeId = '', versionId = ''] = name.split(' ');
  const programme = programmes.get(programmeId);
  const policy = programme && findPolicy(programme, versionId);
  if (policy === undefined) throw new Error(`no policy is called ${name}`);
  return policy;
};

/** An occurrence in one line: `occurred('delivery', '2024-03-10', { place: 'home' })`. */
export const occurred = (type: string, date: string, attributes: Readonly<Record<string, unknown>> = {}): Occurrence => ({
  type,
  date: parsePlainDate(date),
  attributes,
});

export const factsOf = (applicant: Facts['applicant'], occurrences: readonly Occurrence[], asOf: string): Facts => ({
  applicant,
  occurrences,
  asOf: parsePlainDate(asOf),
});

export const evaluated = (name: string, applicant: Facts['applicant'], occurrences: readonly Occurrence[], asOf: string): Evaluation =>
  evaluate(policyCalled(name), factsOf(applicant, occurrences, asOf));

export const reasonsOf = ({ grounds }: Evaluation): readonly string[] => grounds.map(({ reason }) => reason);

/** Status and, for what is lost or waits, why: `payable`, `forfeited: ...`, `pending: anc, pnc`. */
export const standings = ({ instalments }: Evaluation): Readonly<Record<string, string>> =>
  Object.fromEntries(
    instalments.map(({ id, status, reason, missing }) => [
      id,
      [status, reason ?? missing?.join(', ')].filter((part) => part !== undefined && part !== '').join(': '),
    ]),
  );

/** Minor units by instalment id. */
export const amounts = ({ instalments }: Evaluation): Readonly<Record<string, number>> =>
  Object.fromEntries(instalments.map(({ id, amountMinor }) => [id, amountMinor]));
