import { dateOf } from '../local/population/days.ts';
import { onFreshCountry, type Built } from './country.ts';
import { figuresOf, sendAll, type LoadFigures } from './load.ts';
import { anyMothers } from './mothers.ts';

export interface ThroughputFigures {
  readonly registration: LoadFigures;
  /** Seconds from the last answer until all that followed from the registrations was done. */
  readonly followedUpSeconds: number;
  readonly caseRead: LoadFigures;
}

export interface ThroughputOptions {
  readonly warmUp: number;
  readonly registrations: number;
  readonly reads: number;
  readonly concurrency: number;
}

const DAY_MS = 86_400_000;
const SEED = 'throughput';

/** Requests a second through the gateway, on the machine's own clock. */
export const measureThroughput = (
  built: Built,
  { warmUp, registrations, reads, concurrency }: ThroughputOptions,
): Promise<ThroughputFigures> =>
  onFreshCountry(built, undefined, async ({ country }) => {
    const { local } = country;
    const token = await local.token({ user: 'supervisor-1', groups: ['supervisor'] });
    const yesterday = dateOf(Math.floor(Date.now() / DAY_MS) - 1);
    const mothers = [...anyMothers(warmUp + registrations, SEED, yesterday)];
    for (const { registry } of mothers)
      country.partners.control.loadPopulation({
        people: [...registry.people],
        births: [...registry.births],
        accounts: [...registry.accounts],
      });
    const requests = mothers.map(({ registration }) => ({ method: 'POST', path: '/registrations', body: JSON.stringify(registration) }));
    const order = { baseUrl: local.apiUrl, token, concurrency };

    await sendAll({ ...order, requests: requests.slice(0, warmUp) });
    await country.settle();
    const registered = await sendAll({ ...order, requests: requests.slice(warmUp) });
    const began = performance.now();
    await country.settle();
    const followedUpSeconds = (performance.now() - began) / 1000;

    const caseIds = registered.bodies.flatMap((body) => /"caseId":"([^"]+)"/.exec(body)?.[1] ?? []);
    const read = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ method: 'GET', path: `/cases/${caseIds[index % caseIds.length] ?? ''}` }));
    await sendAll({ ...order, requests: read(warmUp) });
    const seen = await sendAll({ ...order, requests: read(reads) });
    return { registration: figuresOf(registered, order), followedUpSeconds, caseRead: figuresOf(seen, order) };
  });
