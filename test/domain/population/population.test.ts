import { loadProgrammes, type Programme } from '../../../functions/policy/index.ts';
import { CaseId, derivedId, PersonId } from '../../../functions/kernel/ids.ts';
import { comparableName } from '../../../functions/registration/domain/matching.ts';
import { openCase } from '../../../functions/registration/domain/register.ts';
import { ChildRequest, phoneOf, RegistrationRequest } from '../../../functions/registration/domain/request.ts';
import { Population } from '../../../infra/local/partners/state.ts';
import { dayOf, weekdayOf } from '../../../infra/local/population/days.ts';
import { population, type PopulationOptions } from '../../../infra/local/population/population.ts';
import type { LifeEvent, SyntheticMother } from '../../../infra/local/population/record.ts';

const PROGRAMMES = loadProgrammes('functions/policy/programmes');
const programme = (id: string): Programme => {
  const found = PROGRAMMES.get(id);
  if (found === undefined) throw new Error(`no programme ${id}`);
  return found;
};

const options = (changes: Partial<PopulationOptions> = {}): PopulationOptions => ({
  mothers: 300,
  seed: 'tests',
  programme: programme('IN-PMMVY2'),
  from: '2027-06-01',
  ...changes,
});
const made = (changes: Partial<PopulationOptions> = {}): SyntheticMother[] => [...population(options(changes))];
const many = made({ mothers: 4000, programme: programme('DEFAULT') });
const firsts = many.filter(({ truth }) => truth.duplicateOf === undefined);

/** The kinds of event of a mother, of one kind. */
const eventsOf = <Kind extends LifeEvent['kind']>(people: readonly SyntheticMother[], kind: Kind) =>
  people.flatMap(({ events }) => events.filter((event): event is Extract<LifeEvent, { kind: Kind }> => event.kind === kind));

const consent = {
  consentId: derivedId('consent'),
  method: 'paper',
  purposes: ['verification'],
  agreement: { id: 'a', revision: '1', hash: 'h' },
  state: 'signed',
  givenAt: '2027-06-01T00:00:00.000Z',
  seal: 's',
} as const;

/** Registers somebody as the API would, without storing it. */
const register = ({ registration }: SyntheticMother, of: Programme) => {
  const request = RegistrationRequest.parse(registration);
  const caseId = CaseId.parse(derivedId('case', request.externalReference ?? ''));
  return openCase({
    caseId,
    personId: PersonId.parse(derivedId('person', caseId)),
    request,
    programme: of,
    registrar: { at: '2031-01-01T00:00:00.000Z', client: 'tests', channel: 'worker' },
    childIdentities: request.children.map(() => ({})),
    consent: { ...consent, purposes: [...consent.purposes] },
  });
};

describe('a synthetic population', () => {
  it('is always the same for the same seed', () => {
    expect(made()).toEqual(made());
  });

  it('is another one for another seed', () => {
    const [one] = made();
    const [other] = made({ seed: 'another' });

    expect(other?.registration.mother).not.toEqual(one?.registration.mother);
  });

  it('begins alike, however many follow', () => {
    expect(made({ mothers: 50 })).toEqual(made().slice(0, made({ mothers: 50 }).length));
  });

  it('is made woman by woman', () => {
    const people = population(options({ mothers: 1_000_000_000 }));

    expect(people.next().done).toBe(false);
  });

  it.each([...PROGRAMMES.keys()])('is taken by the registration of %s, whole and plausible', (id) => {
    const of = programme(id);

    for (const mother of population(options({ programme: of, mothers: 250 }))) expect(register(mother, of).root.status).toBe('registered');
  });

  it.each([...new Set([...PROGRAMMES.values()].map(({ country }) => country))])('has phones that can be called in %s', (country) => {
    const [of] = [...PROGRAMMES.values()].filter((one) => one.country === country);
    const phones = made({ programme: of ?? programme('DEFAULT') }).flatMap(({ registration }) => registration.mother.phone ?? []);

    expect(phones.filter((phone) => phoneOf(phone, country) === undefined)).toEqual([]);
  });

  it('is understood by the sandbox partners', () => {
    for (const { registry } of many) expect(() => Population.parse(registry)).not.toThrow();
  });

  it('lives in the areas that are asked for', () => {
    const areas = made({ areas: ['north', 'south'] }).map(({ registration }) => registration.area);

    expect(new Set(areas)).toEqual(new Set(['north', 'south']));
  });

  it('registers within the days that are asked for', () => {
    const days = made({ days: 10 }).map(({ registration }) => registration.recordedAt.slice(0, 10));

    expect(days.filter((day) => day < '2027-06-01' || day > '2027-06-10')).toEqual([]);
  });
});

describe('papers', () => {
  it('never carry a number twice', () => {
    const numbers = many.flatMap(({ registration, events }) => [
      ...(registration.mother.nationalId === undefined ? [] : [registration.mother.nationalId]),
      ...registration.children.flatMap(({ nationalId, certificate }) => [nationalId, certificate].filter((number) => number !== undefined)),
      ...events.flatMap((event) => (event.kind === 'birthRegistered' ? [event.birth.childId] : [])),
    ]);

    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('are missing for some', () => {
    const without = firsts.filter(({ registration }) => registration.mother.nationalId === undefined).length / firsts.length;

    expect(without).toBeGreaterThan(0.08);
    expect(without).toBeLessThan(0.16);
  });

  it('agree with the civil registry about the child', () => {
    for (const { registration, registry } of many)
      for (const { certificate, nationalId, bornOn, sex } of registration.children)
        if (certificate !== undefined)
          expect(registry.births).toContainEqual(expect.objectContaining({ certificate, childId: nationalId, birthDate: bornOn, sex }));
  });

  it('come late for some births, and never for others', () => {
    const born = eventsOf(many, 'birth').flatMap(({ children }) => children);
    const recorded = new Map(
      eventsOf(many, 'birthRegistered').map((event) => [`${event.birth.birthDate} ${event.birth.certificate ?? ''}`, event]),
    );
    const late = [...recorded.values()].filter(({ on, birth }) => dayOf(on) - dayOf(birth.birthDate) >= 90);

    expect(late.length).toBeGreaterThan(0.04 * born.length);
    expect(recorded.size).toBeLessThan(born.length);
  });
});

describe('calendars', () => {
  it('have births after most of a pregnancy, a tenth of them before 37 weeks', () => {
    const lengths = many
      .flatMap(({ registration: { pregnancy, children }, events }) => {
        const bornOn = children[0]?.bornOn ?? events.find(({ kind }) => kind === 'birth')?.on;
        return pregnancy?.lastMenstrualPeriodOn === undefined || bornOn === undefined
          ? []
          : [dayOf(bornOn) - dayOf(pregnancy.lastMenstrualPeriodOn)];
      })
      .filter((length) => length < 320);
    const preterm = lengths.filter((length) => length < 259).length / lengths.length;

    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(152);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(308);
    expect(preterm).toBeGreaterThan(0.07);
    expect(preterm).toBeLessThan(0.14);
  });

  it('leave registrations to working days', () => {
    const weekends = many.filter(({ registration }) => [0, 6].includes(weekdayOf(dayOf(registration.recordedAt.slice(0, 10)))));

    expect(weekends.length).toBeLessThan(0.01 * many.length);
  });

  it('hold leap days', () => {
    const born = many.map(({ registration }) => registration.mother.birthDate);

    expect(born.some((date) => date.endsWith('-02-29'))).toBe(true);
    expect(() => dayOf('2027-02-29')).toThrow('no day');
  });

  it('tell a life in order of time, all of it after the registration', () => {
    for (const { registration, events } of many) {
      const days = events.map(({ on }) => on);
      expect(days).toEqual([...days].sort());
      expect(days.filter((day) => day <= registration.recordedAt.slice(0, 10))).toEqual([]);
    }
  });
});

describe('families', () => {
  it('share phones within a household', () => {
    const households = Map.groupBy(
      firsts.filter(({ registration }) => registration.mother.phone !== undefined),
      ({ registration }) => registration.mother.phone ?? '',
    );
    const shared = [...households.values()].filter((mothers) => mothers.length > 1);

    expect(shared.length).toBeGreaterThan(0.05 * firsts.length);
    for (const mothers of shared) expect(new Set(mothers.map(({ truth }) => truth.household)).size).toBe(1);
  });

  it('have twins in about one delivery of eighty', () => {
    const deliveries = [
      ...many.map(({ registration }) => registration.children),
      ...eventsOf(many, 'birth').map(({ children }) => children),
    ];
    const births = deliveries.filter(({ length }) => length > 0);
    const twins = births.filter(({ length }) => length === 2);

    expect(twins.length / births.length).toBeGreaterThan(0.006);
    expect(twins.length / births.length).toBeLessThan(0.02);
    for (const children of twins) expect(children.map(({ birthOrder }) => birthOrder)).toEqual([1, 2]);
  });

  it('bear losses, move, and have another child', () => {
    const losses = new Set(eventsOf(many, 'loss').map(({ loss }) => loss));

    expect(losses).toEqual(new Set(['miscarriage', 'stillbirth']));
    for (const kind of ['childDeath', 'motherDeath', 'move', 'nextPregnancy'] as const)
      expect(eventsOf(many, kind).length).toBeGreaterThan(0);
  });

  it('tell of a birth what the API takes', () => {
    for (const { children } of eventsOf(many, 'birth'))
      for (const child of children) expect(ChildRequest.safeParse(child).success).toBe(true);
  });

  it('do not visit after a death', () => {
    const bereaved = many.filter(({ events }) => events.some(({ kind }) => kind === 'motherDeath'));

    expect(bereaved.length).toBeGreaterThan(0);
    for (const { events } of bereaved) {
      const death = events.findIndex(({ kind }) => kind === 'motherDeath');
      expect(events.slice(death).filter((event) => event.kind === 'visit' && event.to === 'mother')).toEqual([]);
    }
  });
});

describe('names', () => {
  const fullName = ({ registration: { mother } }: SyntheticMother) => `${mother.givenName} ${mother.familyName}`;

  it('are borne by many', () => {
    expect(new Set(firsts.map(fullName)).size).toBeLessThan(0.6 * firsts.length);
  });

  it('come in several scripts', () => {
    const scripts = [/\p{Script=Latin}/u, /\p{Script=Devanagari}/u, /\p{Script=Bengali}/u, /\p{Script=Arabic}/u];

    for (const script of scripts) expect(many.some((mother) => script.test(fullName(mother)))).toBe(true);
  });

  it('are told twice, spelled otherwise, by those who are registered twice', () => {
    const duplicates = many.filter(({ truth }) => truth.duplicateOf !== undefined);

    expect(duplicates.length).toBeGreaterThan(0.003 * firsts.length);
    for (const duplicate of duplicates) {
      const original = many.find(({ reference }) => reference === duplicate.truth.duplicateOf);
      expect(original?.truth.person).toBe(duplicate.truth.person);
      expect(duplicate.registration.mother.birthDate).toBe(original?.registration.mother.birthDate);
      expect(duplicate.registration.mother.givenName).not.toBe(original?.registration.mother.givenName);
      expect(duplicate.registration.mother.nationalId).toBeUndefined();
    }
  });

  it('and birthdays are shared by some who are not the same', () => {
    const namesakes = firsts.filter(({ truth }) => truth.namesakeOf !== undefined);

    expect(namesakes.length).toBeGreaterThan(0);
    for (const { registration, truth } of namesakes) {
      const model = many.find(({ reference }) => reference === truth.namesakeOf);
      expect(comparableName(registration.mother.givenName)).toBe(comparableName(model?.registration.mother.givenName ?? ''));
      expect(registration.mother.birthDate).toBe(model?.registration.mother.birthDate);
      expect(truth.person).not.toBe(model?.truth.person);
    }
  });
});
