import type { ContactPlan } from '../../../functions/policy/index.ts';
import { entryOf, toldOf } from './birth.ts';
import { dateOf, type Day } from './days.ts';
import { areaOf } from './places.ts';
import type { Pregnancy } from './pregnancy.ts';
import { randomFor, type Random } from './random.ts';
import { RATES } from './rates.ts';
import type { LifeEvent } from './record.ts';
import type { Woman, World } from './woman.ts';

/** An event on a day; `end` closes a day on which several things happened. */
interface Dated {
  readonly day: Day;
  readonly event: LifeEvent;
  /** Whose life has to go on for it. */
  readonly needs: 'mother' | 'nobody';
}

const HORIZON_DAYS = 730;
/** How reliably contacts are kept, by household; one in four is hard to reach. */
const DILIGENCE = [
  [0.95, 35],
  [0.8, 40],
  [0.4, 25],
] as const;

const id = ({ nationalId }: Woman) => (nationalId === undefined ? {} : { nationalId });

const birthEvents = (woman: Woman, pregnancy: Pregnancy, after: Day): Dated[] => {
  const { number, children, endedOn, outcome } = pregnancy;
  const told = children.map((child) => toldOf(child, child.bornOn));
  const end: Dated[] =
    endedOn <= after
      ? []
      : outcome === 'birth'
        ? [{ day: endedOn, needs: 'nobody', event: { on: dateOf(endedOn), kind: 'birth', pregnancy: number, children: told } }]
        : [{ day: endedOn, needs: 'nobody', event: { on: dateOf(endedOn), kind: 'loss', pregnancy: number, loss: outcome } }];
  return [
    ...end,
    ...children.flatMap((child): Dated[] => {
      const { papers, diesOn, body } = child;
      const entry = entryOf(child, woman);
      return [
        ...(papers === undefined || entry === undefined || papers.on <= after
          ? []
          : [
              {
                day: papers.on,
                needs: 'nobody' as const,
                event: { on: dateOf(papers.on), kind: 'birthRegistered' as const, birth: entry },
              },
            ]),
        ...(diesOn === undefined || diesOn <= after
          ? []
          : [
              {
                day: diesOn,
                needs: 'nobody' as const,
                event: {
                  on: dateOf(diesOn),
                  kind: 'childDeath' as const,
                  pregnancy: number,
                  birthOrder: body.birthOrder,
                  // the registry knows of the death of a child whose birth it knows
                  ...(papers === undefined || papers.on > diesOn ? {} : { nationalId: papers.childId }),
                },
              },
            ]),
      ];
    }),
  ];
};

/** The contacts of the programme that she comes to, each on a day of its window. */
const visits = (random: Random, plans: readonly ContactPlan[], pregnancy: Pregnancy, registeredOn: Day): Dated[] => {
  const { lastPeriodOn, endedOn, children } = pregnancy;
  const diligence = random.weighted(DILIGENCE);
  return plans.flatMap((plan): Dated[] => {
    const anchor = plan.anchor === 'lastMenstrualPeriod' ? lastPeriodOn : plan.anchor === 'registration' ? registeredOn : endedOn;
    const on = anchor + plan.dueDay + random.int(-Math.ceil(plan.opensDaysBefore / 2), plan.closesDaysAfter);
    const kept = random.chance(diligence);
    const [first] = children;
    const fits =
      plan.anchor === 'lastMenstrualPeriod'
        ? on < endedOn
        : plan.anchor === 'registration' ||
          (first !== undefined && on >= endedOn && (plan.birthPlace === undefined || plan.birthPlace === first.body.birthPlace));
    if (!kept || !fits || on <= registeredOn) return [];
    const about = { on: dateOf(on), kind: 'visit' as const, of: plan.id };
    if (plan.of === 'mother') return [{ day: on, needs: 'mother', event: { ...about, to: 'mother' } }];
    return children
      .filter(({ diesOn = Infinity }) => diesOn > on)
      .map(({ body }) => ({ day: on, needs: 'nobody', event: { ...about, to: 'child', birthOrder: body.birthOrder } }));
  });
};

const move = (random: Random, world: World, woman: Woman, registeredOn: Day): Dated[] => {
  const elsewhere = world.areas.filter((area) => area !== woman.household.area);
  if (elsewhere.length === 0 || !random.chance(RATES.moves)) return [];
  const day = registeredOn + random.int(10, HORIZON_DAYS);
  return [{ day, needs: 'mother', event: { on: dateOf(day), kind: 'move', area: areaOf(random, elsewhere), ...id(woman) } }];
};

const secondPregnancy = (
  random: Random,
  woman: Woman,
  plans: readonly ContactPlan[],
  follow: (before: Pregnancy) => Pregnancy,
  first: Pregnancy,
): Dated[] => {
  if (!random.chance(RATES.nextPregnancy)) return [];
  const next = follow(first);
  // who comes late with a child may be past that already
  if (next.registeredOn <= first.registeredOn) return [];
  const begins: Dated = {
    day: next.registeredOn,
    needs: 'mother',
    event: {
      on: dateOf(next.registeredOn),
      kind: 'nextPregnancy',
      pregnancy: next.number,
      lastMenstrualPeriodOn: dateOf(next.lastPeriodOn),
    },
  };
  const rest = [...birthEvents(woman, next, next.registeredOn), ...visits(random, plans, next, next.registeredOn)];
  return [begins, ...rest.map((dated) => ({ ...dated, needs: 'mother' as const }))];
};

/** What happens to a mother and her children after the registration, in order of time. */
export const lifeAfter = (
  world: World,
  woman: Woman,
  plans: readonly ContactPlan[],
  first: Pregnancy,
  follow: (random: Random, before: Pregnancy) => Pregnancy,
): readonly LifeEvent[] => {
  const random = randomFor(world.seed, 'life', woman.index);
  const { registeredOn, motherDiesOn } = first;
  const dated = [
    ...birthEvents(woman, first, registeredOn),
    ...(motherDiesOn === undefined
      ? []
      : [{ day: motherDiesOn, needs: 'nobody' as const, event: { on: dateOf(motherDiesOn), kind: 'motherDeath' as const, ...id(woman) } }]),
    ...visits(random, plans, first, registeredOn),
    ...move(random, world, woman, registeredOn),
    ...secondPregnancy(random, woman, plans, (before) => follow(random, before), first),
  ];
  return dated
    .filter(({ day, needs }) => needs === 'nobody' || motherDiesOn === undefined || day < motherDiesOn)
    .sort((left, right) => left.day - right.day)
    .map(({ event }) => event);
};
