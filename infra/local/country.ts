import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalOptions, LocalSystem } from './local-system.ts';
import { startPartners, type RunningPartners } from './partners/start-partners.ts';
import { startLocal } from './start-local.ts';

/** The local system with its sandbox partners, under one clock. */
export interface Country {
  readonly local: LocalSystem;
  readonly partners: RunningPartners;
  /** Moves the clock; what is due on the way happens in its order, at us and at the partners. */
  readonly passTo: (instant: string) => Promise<void>;
  readonly passDays: (days: number) => Promise<void>;
  /** Lets everything that is under way come to rest. */
  readonly settle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface CountryOptions extends Pick<LocalOptions, 'clock' | 'onCall' | 'log' | 'ports'> {
  readonly assembly: string;
  /** A folder for everything that lasts; in memory when left out. */
  readonly folder?: string;
  readonly partnersPort?: number;
}

const DAY_MS = 86_400_000;
/** The rail answers, the partners call back, and that may lead to more: rounds until nothing is due any more. */
const MOST_ROUNDS = 50;

/** Starts a whole country on 127.0.0.1. */
export const startCountry = async ({ assembly, folder, partnersPort, clock, ...options }: CountryOptions): Promise<Country> => {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  let local: LocalSystem | undefined;
  const started = clock?.start === undefined ? Date.now() : Date.parse(clock.start);
  const now = (): number => (local === undefined ? started : Date.parse(local.clock.now()));
  const partners = await startPartners({
    now,
    ...(partnersPort === undefined ? {} : { port: partnersPort }),
    ...(folder === undefined ? {} : { file: join(folder, 'partners.json') }),
  });
  try {
    local = await startLocal({
      ...options,
      assembly,
      data: folder === undefined ? { memory: true } : { file: folder },
      ...(clock === undefined ? {} : { clock }),
      partners: { baseUrl: partners.baseUrl },
      environment: (_name, { apiUrl, partnersUrl, template }) => ({
        ...(template['PARTNERS'] === undefined
          ? {}
          : { PARTNERS: JSON.stringify(partners.configuration).replaceAll(partners.baseUrl, partnersUrl ?? partners.baseUrl) }),
        ...(template['API_BASE_URL'] === undefined ? {} : { API_BASE_URL: apiUrl }),
      }),
    });
  } catch (error) {
    await partners.stop();
    throw error;
  }
  const system = local;

  const settle = async (): Promise<void> => {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await system.idle();
      const due = partners.control.nextDueAt();
      await partners.control.tick(now());
      if (due === undefined || due > now()) return;
    }
  };
  const passTo = async (instant: string): Promise<void> => {
    const end = Date.parse(instant);
    await settle();
    while (now() < end) {
      const next = Math.min(end, now() + DAY_MS, Math.max(now() + 1, partners.control.nextDueAt() ?? end));
      await system.clock.advanceTo(new Date(next).toISOString());
      await settle();
    }
  };
  return {
    local: system,
    partners,
    settle,
    passTo,
    passDays: (days) => passTo(new Date(now() + days * DAY_MS).toISOString()),
    async stop() {
      await system.stop();
      await partners.stop();
    },
  };
};

/** Forgets what a folder holds. */
export const forget = (folder: string): void => rmSync(folder, { recursive: true, force: true });
