import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { addDays, PlainDate } from '../../functions/kernel/dates.ts';
import { dayOf } from '../local/population/days.ts';
import type { LifeEvent, SyntheticMother } from '../local/population/record.ts';
import { done, staff, type Answer, type Hands } from '../local/journey/hands.ts';
import type { Country } from '../local/country.ts';
import { onFreshCountry, type Built } from './country.ts';
import { plainMothers } from './mothers.ts';
import { isRead, isWrite, NOTHING, ofCalls, plus, times, without, type Usage } from './usage.ts';

/** What one route asked of the database, at most, in one request. */
export interface RequestFigures {
  readonly route: string;
  readonly requests: number;
  readonly mostReads: number;
  readonly mostTransactions: number;
}

export interface JourneyFigures {
  readonly programme: string;
  readonly mothers: number;
  readonly days: number;
  /** How her case ended, and why. */
  readonly endings: Readonly<Record<string, number>>;
  readonly paid: readonly { readonly currency: string; readonly payments: number; readonly amountMinor: number }[];
  readonly facts: Readonly<Record<string, number>>;
  /** Of one registration, the request alone. */
  readonly registrationRequest: Usage;
  /** Of one registration with all that follows on the same day. */
  readonly registration: Usage;
  /** Of one mother's whole way, without what an empty day costs. */
  readonly perMother: Usage;
  /** Of a day on which nothing is due: the sweeps. */
  readonly emptyDay: Usage;
  readonly requests: readonly RequestFigures[];
  readonly failures: { readonly executions: number; readonly deadLetters: number; readonly lost: number };
}

export interface JourneyOptions {
  readonly mothers: number;
  /**
   * When she leaves the programme. The months between the last payment and the day on which the child is too old use nothing but time,
   * so she need not stay for them.
   */
  readonly leavesDaysAfterBirth: number;
  /** Days of pregnancy at registration. */
  readonly registeredAt: readonly [least: number, most: number];
}

const FROM = '2026-01-05';
/** Some sweeps look further back once a week. */
const WEEK_DAYS = 7;
const VACCINES_DAYS = 105;
const SEED = 'journey';

/** A mother on her way. */
interface Met {
  readonly mother: SyntheticMother;
  caseId: string;
}

/** Something that somebody does on a day. */
interface Step {
  readonly on: string;
  readonly met: Met;
  readonly act: () => Promise<unknown>;
}

/** `/cases/3f..` -> `/cases/{caseId}`; enough to tell routes apart. */
const routeOf = (method: string, path: string): string =>
  `${method} ${path
    .replace(/\?.*/, '')
    .replace(/\/reviews\/[^/]+/, '/reviews/{reviewId}')
    .replace(/\/workers\/[^/]+/, '/workers/{workerId}')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '{caseId}')}`;

/** Notes what each request that is not refused asks of the database; nothing else may run meanwhile. */
const watched = (country: Country, hands: Hands, seen: Map<string, RequestFigures>): Hands => ({
  async call(method, path, body, headers): Promise<Answer> {
    const { local } = country;
    await country.settle();
    const before = local.calls.length;
    const answer = await hands.call(method, path, body, headers);
    const own = local.calls.slice(before).filter(({ functionName, service }) => functionName.endsWith('Api') && service === 'dynamodb');
    if (answer.status >= 400) return answer;
    const route = routeOf(method, path);
    const known = seen.get(route) ?? { route, requests: 0, mostReads: 0, mostTransactions: 0 };
    seen.set(route, {
      route,
      requests: known.requests + 1,
      mostReads: Math.max(known.mostReads, own.filter(({ action }) => isRead(action)).length),
      mostTransactions: Math.max(known.mostTransactions, own.filter(({ action }) => isWrite(action)).length),
    });
    return answer;
  },
});

/** Decides what waits for a person: the first option, which is always the one that lets her go on. */
const reviewerOf = (country: Country, supervisor: Hands) => {
  const seen = new Set<string>();
  return async (): Promise<void> => {
    await country.settle();
    for (const { 'detail-type': type, detail } of country.local.events()) {
      if (type !== 'ReviewOpened.v1') continue;
      const { metadata, data } = detail as { metadata: { caseId: string }; data: { reviewId: string } };
      if (seen.has(data.reviewId)) continue;
      seen.add(data.reviewId);
      const path = `/cases/${metadata.caseId}/reviews/${data.reviewId}`;
      const { status, body } = await supervisor.call('GET', path);
      if (status !== 200 || body['status'] !== 'open') continue;
      await supervisor.call('POST', `${path}/decision`, { decision: (body['options'] as string[])[0], note: 'seen' });
      await country.settle();
    }
  };
};

const birthOf = ({ events, reference }: SyntheticMother): PlainDate => {
  const birth = events.find(({ kind }) => kind === 'birth');
  if (birth === undefined) throw new Error(`${reference} gives no birth`);
  return PlainDate.parse(birth.on);
};

const leavingDay = (mother: SyntheticMother, daysAfterBirth: number): PlainDate => addDays(birthOf(mother), daysAfterBirth);

const stepsOf = (country: Country, worker: Hands, met: Met, leavesOn: string): readonly Step[] => {
  const { mother } = met;
  const post = (path: string, body: unknown) => () => done(worker.call('POST', `/cases/${met.caseId}${path}`, body));
  const stepOf = (event: LifeEvent): Step[] => {
    const { on } = event;
    switch (event.kind) {
      case 'visit':
        return event.to === 'mother' ? [{ on, met, act: post('/visits', { kind: event.of, on, place: 'facility' }) }] : [];
      case 'birth': {
        const vaccinesOn = addDays(PlainDate.parse(on), VACCINES_DAYS);
        const vaccines = {
          kind: 'immunization',
          on: vaccinesOn,
          place: 'facility',
          occurrences: [{ type: 'vaccines_to_14_weeks_complete' }],
        };
        return [
          { on, met, act: post('/children', { children: event.children }) },
          { on: vaccinesOn, met, act: post('/visits', vaccines) },
          { on: leavesOn, met, act: post('/life-events', { kind: 'withdrawn', on: leavesOn, source: 'family' }) },
        ];
      }
      case 'birthRegistered':
        return [{ on, met, act: () => Promise.resolve(country.partners.control.recordBirth(event.birth)) }];
      case 'loss':
      case 'childDeath':
      case 'motherDeath':
      case 'move':
      case 'nextPregnancy':
        return [];
    }
  };
  return mother.events.flatMap(stepOf).filter(({ on }) => on <= leavesOn);
};

const Manifest = z.object({
  functions: z.record(z.string(), z.object({ routes: z.array(z.object({ method: z.string(), path: z.string() })).default([]) })),
});

/** Reads whatever can be read of a case, so that these requests are seen as well. */
const readEverything = async ({ buildFolder }: Built, hands: Hands, met: Met | undefined): Promise<void> => {
  const { functions } = Manifest.parse(JSON.parse(readFileSync(join(buildFolder, 'manifest.json'), 'utf8')));
  const { area = '' } = met?.mother.registration ?? {};
  const ofCase = Object.values(functions)
    .flatMap(({ routes }) => routes)
    .filter(({ method, path }) => method === 'GET' && /^\/cases\/\{caseId\}[^{]*$/.test(path));
  for (const { path } of ofCase) await hands.call('GET', path.replace('{caseId}', met?.caseId ?? ''));
  for (const list of ['cases', 'reviews', 'workers']) await hands.call('GET', `/${list}?area=${area}`);
  await hands.call('GET', `/workers/worker-${area}/contacts`);
};

const countBy = (texts: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const text of [...texts].sort()) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
};

/** Takes mothers from registration to exit on the moved clock, and counts what that uses. */
export const measureJourney = (
  built: Built,
  { mothers: count, leavesDaysAfterBirth, registeredAt }: JourneyOptions,
): Promise<JourneyFigures> =>
  onFreshCountry(built, `${FROM}T04:00:00.000Z`, async ({ country, used }) => {
    const { local, partners } = country;
    const seen = new Map<string, RequestFigures>();
    const supervisor = watched(country, staff(country, 'supervisor-1', 'supervisor'), seen);
    const worker = watched(country, staff(country, 'worker-1', 'worker'), seen);
    const review = reviewerOf(country, supervisor);

    await country.passDays(1);
    used();
    await country.passDays(WEEK_DAYS);
    const emptyDay = times(used(), 1 / WEEK_DAYS);

    const begins = local.clock.now().slice(0, 10);
    const mothers = plainMothers(count, SEED, begins, ...registeredAt);
    for (const area of new Set(mothers.map(({ registration }) => registration.area)))
      await done(
        staff(country, 'manager-1', 'manager').call('POST', '/workers', {
          workerId: `worker-${area}`,
          displayName: 'Care worker',
          areas: [area],
          capacity: 100,
        }),
      );
    await country.passTo(`${begins}T12:00:00.000Z`);
    used();

    let registrationRequest = NOTHING;
    let all = NOTHING;
    const everybody: Met[] = [];
    for (const mother of mothers) {
      const { people, births, accounts } = mother.registry;
      partners.control.loadPopulation({ people: [...people], births: [...births], accounts: [...accounts] });
      const { caseId } = (await done(worker.call('POST', '/registrations', mother.registration))) as { caseId: string };
      // what follows has begun already: of the request itself are the calls of the API's own functions
      registrationRequest = plus(registrationRequest, ofCalls(local.calls.filter(({ functionName }) => functionName.endsWith('Api'))));
      everybody.push({ mother, caseId });
      await review();
      all = plus(all, used());
    }
    const registration = times(all, 1 / count);

    const steps = everybody
      .flatMap((met) => stepsOf(country, worker, met, leavingDay(met.mother, leavesDaysAfterBirth)))
      .sort((left, right) => left.on.localeCompare(right.on));
    for (const { on, act } of steps) {
      await country.passTo(`${on}T12:00:00.000Z`);
      await review();
      await act();
      await review();
      all = plus(all, used());
    }
    // whole weeks, so that what is taken away for empty days is what was used for them
    const last =
      mothers
        .map((mother) => leavingDay(mother, leavesDaysAfterBirth))
        .sort()
        .at(-1) ?? begins;
    const days = Math.ceil((dayOf(last) - dayOf(begins)) / WEEK_DAYS) * WEEK_DAYS;
    const ends = addDays(PlainDate.parse(begins), days);
    for (let day = addDays(PlainDate.parse(local.clock.now().slice(0, 10)), 1); day <= ends; day = addDays(day, 1)) {
      await country.passTo(`${day}T12:00:00.000Z`);
      await review();
      all = plus(all, used());
    }

    // how long things take is not the same twice, so an invocation counts as an average one
    const more = without(all, emptyDay, days);

    await readEverything(built, worker, everybody[0]);
    const cases = await Promise.all(
      everybody.map(({ caseId }) => staff(country, 'supervisor-2', 'supervisor').call('GET', `/cases/${caseId}`)),
    );
    const endings = cases.map(({ body }) =>
      `${String(body['status'])} ${(body['exit'] as { reason?: string } | undefined)?.reason ?? ''}`.trim(),
    );
    return {
      programme: mothers[0]?.registration.programme ?? '',
      mothers: count,
      days,
      endings: countBy(endings),
      paid: [...partners.control.totals()],
      facts: countBy(local.events().map((event) => event['detail-type'])),
      registrationRequest: times(registrationRequest, 1 / count),
      registration,
      perMother: times({ ...more, gigabyteSeconds: (all.gigabyteSeconds * more.invocations) / all.invocations }, 1 / count),
      emptyDay,
      requests: [...seen.values()].sort((left, right) => left.route.localeCompare(right.route)),
      failures: {
        executions: local.executions().filter(({ status }) => status !== 'SUCCEEDED' && status !== 'RUNNING').length,
        deadLetters: local.deadLetters().length,
        lost: local.lost().length,
      },
    };
  });
