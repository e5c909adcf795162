import * as z from 'zod';
import type { LifeEvent, SyntheticMother } from './record.ts';
import type { Running } from './target.ts';

export interface PlantOptions {
  readonly target: Running;
  readonly token: () => Promise<string>;
  /** How many requests are under way at once. */
  readonly concurrency: number;
  /** The instant that the system has now; what was to be recorded later is left out. */
  readonly now: string;
  /** Each gets enough care workers for everybody. */
  readonly areas: readonly string[];
  readonly mothers: number;
  readonly onProgress?: (tally: Tally) => void;
}

/** What became of a population. */
export interface Tally {
  /** Registrations that were sent. */
  sent: number;
  registered: number;
  /** Recorded later than the system's own time. */
  later: number;
  births: number;
  losses: number;
  /** Births, deaths and moves that the civil registry was told. */
  registryChanges: number;
  /** How often each refusal came, by problem. */
  readonly refusals: Map<string, number>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const Refusal = z.object({ type: z.string() });
const Registered = z.object({ caseId: z.string() });
const Change = z.object({ kind: z.string(), on: z.string(), nationalId: z.string().optional(), childId: z.string().optional() });

const nameOf = ({ kind, on, nationalId, childId }: z.infer<typeof Change>): string => [kind, on, childId ?? nationalId].join(' ');

const GROUP = 100;
/** As many cases as a worker may have. */
const WORKER_CAPACITY = 10_000;
const TRIES = 4;
const PAUSE_MS = 250;

const isTransient = ({ status }: Answer): boolean => status === 429 || status === 503 || status === 504;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const post = async (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
};

/** What the civil registry lists already. */
const changesAt = async (partnersUrl: string) => z.array(Change).parse(await (await fetch(`${partnersUrl}/control/changes`)).json());

/** Runs at most `limit` of the jobs at once, in their order. */
export const inParallel = async <T>(things: readonly T[], limit: number, job: (thing: T) => Promise<void>): Promise<void> => {
  const waiting = things.values();
  const run = async () => {
    for (const thing of waiting) await job(thing);
  };
  await Promise.all(Array.from({ length: Math.min(limit, things.length) }, run));
};

function* grouped(people: Iterable<SyntheticMother>): Generator<readonly SyntheticMother[]> {
  let group: SyntheticMother[] = [];
  for (const one of people) {
    group.push(one);
    if (group.length < GROUP) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** What the civil registry is told of an event by its control, and what it then lists. */
interface RegistryCall {
  readonly path: string;
  readonly body: unknown;
  readonly change: z.infer<typeof Change>;
}

const registryCall = (event: LifeEvent): RegistryCall | undefined => {
  const { on } = event;
  switch (event.kind) {
    case 'birthRegistered': {
      const { childId, birthDate } = event.birth;
      return { path: '/control/births', body: event.birth, change: { kind: 'birth', on: birthDate, childId } };
    }
    case 'childDeath': {
      const { nationalId: childId } = event;
      return childId === undefined
        ? undefined
        : { path: '/control/deaths', body: { subject: { childId }, on }, change: { kind: 'death', on, childId } };
    }
    case 'motherDeath': {
      const { nationalId } = event;
      return nationalId === undefined
        ? undefined
        : { path: '/control/deaths', body: { subject: { nationalId }, on }, change: { kind: 'death', on, nationalId } };
    }
    case 'move': {
      const { nationalId, area } = event;
      return nationalId === undefined
        ? undefined
        : { path: '/control/moves', body: { subject: { nationalId }, on, area }, change: { kind: 'move', on, nationalId } };
    }
    case 'birth':
    case 'loss':
    case 'visit':
    case 'nextPregnancy':
      return undefined;
  }
};

/**
 * Sends a population to a running local system: first what the registries and the rail know, then each registration, then the births,
 * losses, deaths and moves up to the system's own day. Sent again, it changes nothing: each registration has its own reference.
 */
export const plant = async (people: Iterable<SyntheticMother>, options: PlantOptions): Promise<Tally> => {
  const { target, token, concurrency, now, areas, mothers, onProgress } = options;
  const tally: Tally = { sent: 0, registered: 0, later: 0, births: 0, losses: 0, registryChanges: 0, refusals: new Map() };
  const { apiUrl, partnersUrl } = target;
  const today = now.slice(0, 10);

  const call = async (path: string, body: unknown, key: string): Promise<Answer> => {
    for (let tried = 1; ; tried += 1) {
      const answer = await post(`${apiUrl}${path}`, body, { authorization: `Bearer ${await token()}`, 'idempotency-key': key });
      if (!isTransient(answer) || tried === TRIES) return answer;
      await pause(PAUSE_MS * 2 ** tried);
    }
  };
  const control = async (path: string, body: unknown): Promise<void> => {
    if (partnersUrl === undefined) return;
    const { status } = await post(`${partnersUrl}${path}`, body);
    if (status !== 200) throw new Error(`the sandbox partners refused ${path}: HTTP ${String(status)}`);
  };
  const listed = new Set(partnersUrl === undefined ? [] : (await changesAt(partnersUrl)).map(nameOf));
  const note = ({ status, body }: Answer): void => {
    const problem = Refusal.safeParse(body);
    const name = problem.success ? (problem.data.type.split(':').at(-1) ?? '') : `HTTP ${String(status)}`;
    tally.refusals.set(name, (tally.refusals.get(name) ?? 0) + 1);
  };

  const liveOn = async ({ reference, events }: SyntheticMother, caseId: string): Promise<void> => {
    for (const event of events.filter(({ on }) => on < today)) {
      if (event.kind === 'nextPregnancy') return;
      if (event.kind === 'birth') {
        const answer = await call(`/cases/${caseId}/children`, { children: event.children }, `${reference}-birth`);
        if (answer.status === 201) tally.births += 1;
        else note(answer);
      }
      if (event.kind === 'loss') {
        const answer = await call(
          `/cases/${caseId}/life-events`,
          { kind: 'pregnancyLost', on: event.on, loss: event.loss },
          `${reference}-loss`,
        );
        if (answer.status === 201) tally.losses += 1;
        else note(answer);
      }
      const told = registryCall(event);
      if (told === undefined || partnersUrl === undefined || listed.has(nameOf(told.change))) continue;
      await control(told.path, told.body);
      tally.registryChanges += 1;
    }
  };
  const register = async (mother: SyntheticMother): Promise<void> => {
    const answer = await call('/registrations', mother.registration, mother.reference);
    tally.sent += 1;
    const registered = Registered.safeParse(answer.body);
    if (answer.status === 201 && registered.success) {
      tally.registered += 1;
      await liveOn(mother, registered.data.caseId);
    } else note(answer);
    onProgress?.(tally);
  };

  const crews = Array.from({ length: Math.ceil(mothers / WORKER_CAPACITY) }, (_, crew) => String(crew + 1));
  for (const [workerId, area] of areas.flatMap((place) => crews.map((crew) => [`synthetic-${place}-${crew}`, place] as const))) {
    const answer = await call('/workers', { workerId, displayName: 'Care worker', areas: [area], capacity: WORKER_CAPACITY }, workerId);
    // one who is there already goes on working
    if (answer.status !== 201 && answer.status !== 409) note(answer);
  }
  for (const group of grouped(people)) {
    const due = group.filter(({ registration }) => registration.recordedAt <= now);
    tally.later += group.length - due.length;
    await control('/control/population', {
      people: due.flatMap(({ registry }) => registry.people),
      births: due.flatMap(({ registry }) => registry.births),
      accounts: due.flatMap(({ registry }) => registry.accounts),
    });
    await inParallel(due, concurrency, register);
  }
  return tally;
};
