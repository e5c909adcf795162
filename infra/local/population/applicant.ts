import type { Fact, Programme, Version } from '../../../functions/policy/index.ts';
import type { Random } from './random.ts';
import type { FactValue } from './record.ts';

/** What is known of a mother that answers questions of a programme. */
export interface Circumstances {
  readonly livingChildren: number;
  readonly childBornOn?: string;
  readonly bornWhere?: string;
  readonly childAgeMonths?: number;
}

/** How often a yes-or-no question is answered with yes, where it is not half and half. */
const YES: Readonly<Record<string, number>> = {
  similarBenefit: 0.04,
  previousBenefit: 0.05,
  shortTermInsurance: 0.1,
  privateInsurance: 0.05,
  nhif: 0.85,
  nid: 0.92,
  ancCard: 0.95,
  citizen: 0.97,
  registered: 0.95,
  inDTKS: 0.9,
  extremePoor: 0.8,
  migrant: 0.05,
  bpl: 0.6,
};

const NUMBERS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  householdIncomeBDT: [2_000, 12_000],
  familyIncomeINR: [40_000, 900_000],
  disabilityPercent: [0, 60],
  yearsInProgramme: [0, 6],
};

/** Texts that a programme leaves open. */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  state: ['Uttar Pradesh', 'Bihar', 'Maharashtra', 'Rajasthan', 'Tamil Nadu', 'Odisha'],
};

/** How often the first of a list of values is the answer, where that is what nearly all say. */
const FIRST: Readonly<Record<string, number>> = { employment: 0.85, bankAccount: 0.7 };

const numberOf = (random: Random, name: string, { livingChildren, childAgeMonths }: Circumstances): number | undefined => {
  if (/order$/i.test(name)) return livingChildren + 1;
  if (/ageMonths/i.test(name)) return childAgeMonths;
  if (/children|parity/i.test(name)) return livingChildren;
  const [least, most] = NUMBERS[name] ?? [0, 3];
  return random.int(least, most);
};

const textOf = (random: Random, name: string, { values = [] }: Fact, { bornWhere }: Circumstances): string | undefined => {
  if (bornWhere !== undefined && values.includes(bornWhere)) return bornWhere;
  const known: readonly string[] = values.length > 0 ? values : (OPEN[name] ?? []);
  const [first, ...rest] = known;
  return first === undefined ? undefined : random.chance(FIRST[name] ?? 0.3) ? first : random.pick([first, ...rest]);
};

const answer = (random: Random, name: string, fact: Fact, circumstances: Circumstances): FactValue | undefined => {
  switch (fact.type) {
    case 'boolean':
      return random.chance(YES[name] ?? 0.5);
    case 'integer':
    case 'number':
      return numberOf(random, name, circumstances);
    case 'string':
      return textOf(random, name, fact, circumstances);
    case 'strings':
      return (fact.values ?? []).filter((_, rank) => random.chance(0.5 / (rank + 1)));
    case 'date':
      return /birth/i.test(name) ? circumstances.childBornOn : undefined;
    case 'claims':
      return undefined;
  }
};

const inForceOn = ({ versions }: Programme, on: string): Version | undefined =>
  versions.find(
    ({ effectiveFrom, effectiveTo }) =>
      (effectiveFrom === undefined || effectiveFrom <= on) && (effectiveTo === undefined || effectiveTo >= on),
  ) ?? versions.at(-1);

/** The answers to what a programme asks at registration; some leave out what may be left out. */
export const applicantOf = (
  random: Random,
  programme: Programme,
  on: string,
  circumstances: Circumstances,
): Readonly<Record<string, FactValue>> => {
  const asked = Object.entries(inForceOn(programme, on)?.applicant ?? {}).filter(([, { recordedFrom }]) => recordedFrom === 'extra');
  return Object.fromEntries(
    asked.flatMap(([name, fact]) => {
      const told = answer(random, name, fact, circumstances);
      return told === undefined || (!fact.required && random.chance(0.3)) ? [] : [[name, told]];
    }),
  );
};
