import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CaseRoot, Children, Consents, Occurrences, type Child, type Consent, type Occurrence } from '../../functions/casefile/case.ts';
import { place, type Placed } from '../../functions/casefile/entity.ts';
import type { CaseFile, CaseFiles } from '../../functions/casefile/files.ts';
import { parsePlainDate } from '../../functions/kernel/dates.ts';
import { ChildId, derivedId } from '../../functions/kernel/ids.ts';
import { loadProgramme } from '../../functions/policy/load.ts';
import type { Programme } from '../../functions/policy/programme.ts';
import type { ProgrammeSource } from '../../functions/policy/staged.ts';
import { programmesOf } from '../../functions/runtime/programmes.ts';
import { aContext } from './world.ts';

const SHIPPED = 'functions/policy/programmes';

/** The shipped programmes; each file, called by its programme's id, is read when a test asks for it. */
const shipped = (): ProgrammeSource => {
  const ids = globSync('*.json', { cwd: SHIPPED }).map((file) => basename(file, '.json'));
  const read = new Map<string, Programme>();
  return {
    keys: () => ids.values(),
    get(id) {
      const programme = read.get(id) ?? (ids.includes(id) ? loadProgramme(join(SHIPPED, `${id}.json`)) : undefined);
      if (programme !== undefined) read.set(id, programme);
      return programme;
    },
  };
};
export const shippedProgrammes = programmesOf(shipped);

/** A case before it is stored: valid by default, registered on 10 January 2026, the same for the same `name`. */
export interface CaseSeed {
  readonly name?: string;
  readonly root?: Partial<CaseRoot>;
  readonly occurrences?: readonly (Pick<Occurrence, 'source'> & { on: string; type?: string; attributes?: Occurrence['attributes'] })[];
  readonly children?: readonly Partial<Child>[];
  /** Further items, such as those of the context under test. */
  readonly put?: readonly Placed[];
}

export const REGISTERED_AT = '2026-01-10T09:00:00.000Z';

export const aCaseId = (name = 'case'): string => derivedId('test case', name);

export const aConsent = (name = 'case'): Consent => ({
  consentId: derivedId('test consent', name),
  method: 'digital',
  purposes: ['verification', 'programme', 'messages', 'sharing'],
  agreement: { id: 'programme', revision: '1', hash: 'hash' },
  state: 'signed',
  givenAt: REGISTERED_AT,
  seal: 'seal',
});

export const aRoot = ({ name = 'case', root = {} }: CaseSeed = {}): CaseRoot =>
  CaseRoot.parse({
    caseId: aCaseId(name),
    version: 0,
    personId: derivedId('test person', name),
    programme: 'DEFAULT',
    status: 'registered',
    area: 'north-1',
    language: 'en',
    registeredAt: REGISTERED_AT,
    registeredBy: { client: 'client-1', channel: 'worker' },
    mother: { givenName: 'Asha', familyName: 'Devi', birthDate: '2000-05-20', phone: '+919876543210' },
    pregnancy: { lastMenstrualPeriodOn: '2025-11-01', expectedOn: '2026-08-08' },
    applicant: {},
    consentId: aConsent(name).consentId,
    messages: 'all',
    verificationAttempts: 0,
    ...root,
  });

const DEFAULT_OCCURRENCES: NonNullable<CaseSeed['occurrences']> = [
  { source: 'application', on: '2026-01-10' },
  { source: 'pregnancyRegistered', on: '2026-01-10' },
  { source: 'lastMenstrualPeriod', on: '2025-11-01' },
];

export const aChild = (name: string, child: Partial<Child> = {}): Child => ({
  childId: ChildId.parse(derivedId('test child', name)),
  sex: 'female',
  bornOn: parsePlainDate('2026-01-05'),
  birthOrder: 1,
  birthPlace: 'facility',
  birthRegistered: false,
  ...child,
});

export const itemsOf = ({
  name = 'case',
  occurrences = DEFAULT_OCCURRENCES,
  children = [],
  put = [],
}: CaseSeed = {}): readonly Placed[] => [
  place(Consents, aConsent(name)),
  ...occurrences.map(({ source, on, type, attributes = {} }, index) =>
    place(Occurrences, {
      occurrenceId: derivedId('test occurrence', name, index),
      source,
      on: parsePlainDate(on),
      attributes,
      ...(type === undefined ? {} : { type }),
    }),
  ),
  ...children.map((child, index) => place(Children, aChild(`${name}-${String(index)}`, child))),
  ...put,
];

/** A case file in memory, for domain tests. */
export const aFile = (seed: CaseSeed = {}): CaseFile => {
  const root = aRoot(seed);
  return { root, items: itemsOf(seed).map((placed) => placed.toItem({ root, shards: 1 })) };
};

let stored = 0;

/** Stores a case, another one at each call unless it has a name; gives its id. */
export const aCase = async (files: CaseFiles, { name = `stored ${String((stored += 1))}`, ...rest }: CaseSeed = {}): Promise<string> => {
  const seed = { ...rest, name };
  const root = aRoot(seed);
  return files.create(root, aContext(REGISTERED_AT, { causationId: `seed ${name}` }), { put: itemsOf(seed), answer: root.caseId });
};
