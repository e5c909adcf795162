/** `npm run seed -- --mothers N`: a synthetic population, into a file or into the running local system. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { loadProgramme, loadProgrammes, type Programme } from '../../functions/policy/index.ts';
import { dateOf, dayOf } from '../local/population/days.ts';
import { plant, type Tally } from '../local/population/plant.ts';
import { areasOf, population, type PopulationOptions } from '../local/population/population.ts';
import { healthOf, notedSystem, refuseElsewhere, Running, tokenSource, type Health } from '../local/population/target.ts';
import { run, say, Unready, UsageError } from './deployment/command.ts';

const SHIPPED = join(import.meta.dirname, '../../functions/policy/programmes');

const USAGE = `npm run seed -- --mothers N [--seed S] [--programme ID or file] [--from YYYY-MM-DD] [--days N] [--areas a,b]
                   [--out file | --url http://127.0.0.1:PORT --token T [--partners http://127.0.0.1:PORT]] [--concurrency N]

  --mothers      how many women; a few are registered twice
  --seed         any text; the same seed gives the same population (default: 1)
  --programme    the programme that they are registered for (default: DEFAULT)
  --from         the first day of registration (default: 2026-01-01, or a year before the day of the running system)
  --days         how many days registration goes on (default: 365)
  --areas        codes of areas, the most peopled first (default: some of the programme's country)
  --out          writes one JSON line a registration, with the truth about it; - is the standard output
  --url          the running local system (default: the one that npm start has noted)
  --token        an access token of a supervisor (default: the noted one)
  --partners     the sandbox partners, who are told whom they know
  --concurrency  requests under way at once (default: 8)`;

const FIRST_DAY = '2026-01-01';
const PROGRESS_MS = 2000;

const OPTIONS = {
  mothers: { type: 'string' },
  seed: { type: 'string' },
  programme: { type: 'string' },
  from: { type: 'string' },
  days: { type: 'string' },
  areas: { type: 'string' },
  out: { type: 'string' },
  url: { type: 'string' },
  token: { type: 'string' },
  partners: { type: 'string' },
  concurrency: { type: 'string' },
} as const;

type Given = { readonly [Name in keyof typeof OPTIONS]?: string | undefined };

const read = (args: readonly string[]): Given => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

const wholeNumber = (text: string, option: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--${option} is "${text}"; it is a whole number from 1`);
  return Number(text);
};

/** @throws {UsageError} when there is no such day */
const day = (text: string): string => {
  try {
    return dateOf(dayOf(text));
  } catch (error) {
    throw new UsageError(`--from: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** What a reference is made of, so that it can be one. */
const seedOf = (text: string): string => {
  if (!/^[\w.-]{1,32}$/.test(text))
    throw new UsageError(`--seed is "${text}"; it is 1 to 32 letters, digits, dots, hyphens or underscores`);
  return text;
};

const programmeOf = (idOrFile: string): Programme => {
  if (idOrFile.endsWith('.json')) return loadProgramme(idOrFile, SHIPPED);
  const shipped = loadProgrammes(SHIPPED);
  const found = shipped.get(idOrFile);
  if (found === undefined) throw new UsageError(`no programme is called ${idOrFile}; there are ${[...shipped.keys()].join(', ')}`);
  return found;
};

const optionsOf = (given: Given, from: string): PopulationOptions => {
  if (given.mothers === undefined) throw new UsageError('--mothers is missing');
  return {
    mothers: wholeNumber(given.mothers, 'mothers'),
    seed: seedOf(given.seed ?? '1'),
    programme: programmeOf(given.programme ?? 'DEFAULT'),
    from: day(given.from ?? from),
    days: wholeNumber(given.days ?? '365', 'days'),
    areas: given.areas?.split(',').filter((area) => area !== ''),
  };
};

/** Lines of JSON, made while they are written. */
function* lines(options: PopulationOptions): Generator<string> {
  for (const mother of population(options)) yield `${JSON.stringify(mother)}\n`;
}

const writeTo = async (file: string, options: PopulationOptions): Promise<void> => {
  await pipeline(Readable.from(lines(options)), file === '-' ? process.stdout : createWriteStream(file)).catch((error: unknown) => {
    // a reader such as head closes the pipe when it has enough
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  });
  if (file !== '-') say(`${String(options.mothers)} mothers of seed ${options.seed} are in ${file}`);
};

const systemOf = ({ url, token, partners }: Given): Running => {
  const noted = notedSystem();
  if (url === undefined && noted === undefined)
    throw new Unready('no local system is running here; start one with: npm start\nor write the population to a file: --out <file>');
  if (url !== undefined && token === undefined) throw new UsageError('--url needs --token');
  const target = {
    ...(url === undefined ? noted : { apiUrl: url.replace(/\/$/, '') }),
    ...(token === undefined ? {} : { token, client: undefined }),
    ...(partners === undefined ? {} : { partnersUrl: partners.replace(/\/$/, '') }),
  };
  const parsed = Running.safeParse(target);
  if (!parsed.success) throw new UsageError('--url and --partners are addresses such as http://127.0.0.1:8080');
  for (const address of [parsed.data.apiUrl, parsed.data.partnersUrl]) if (address !== undefined) refuseElsewhere(address);
  return parsed.data;
};

const progressOf = (mothers: number): ((tally: Tally) => void) => {
  let next = Date.now() + PROGRESS_MS;
  return ({ sent, registered }) => {
    if (Date.now() < next) return;
    next = Date.now() + PROGRESS_MS;
    say(`  ${String(sent)} of about ${String(mothers)} sent, ${String(registered)} registered`);
  };
};

const report = ({ sent, registered, later, births, losses, registryChanges, refusals }: Tally, seconds: number): void => {
  say(`${String(registered)} of ${String(sent)} registrations taken in ${seconds.toFixed(1)} s, ${(sent / seconds).toFixed(0)} a second`);
  say(
    `${String(births)} births and ${String(losses)} losses recorded, ${String(registryChanges)} births, deaths and moves told to the civil registry`,
  );
  if (later > 0) say(`${String(later)} left out: they are recorded later than the day of the system`);
  for (const [problem, times] of [...refusals].sort((left, right) => right[1] - left[1])) say(`  ${String(times)} refused: ${problem}`);
};

const checkServed = ({ programmes }: Health, { programme }: PopulationOptions): void => {
  if (programmes.some(({ id }) => id === programme.id)) return;
  throw new UsageError(`the system does not run ${programme.id}; give --programme, one of ${programmes.map(({ id }) => id).join(', ')}`);
};

const plantIn = async (given: Given): Promise<void> => {
  const target = systemOf(given);
  const health = await healthOf(target);
  const days = given.days === undefined ? 365 : wholeNumber(given.days, 'days');
  const options = optionsOf(given, dateOf(dayOf(health.at.slice(0, 10)) - days));
  checkServed(health, options);
  say(
    `${String(options.mothers)} mothers of seed ${options.seed} for ${options.programme.id}, registered from ${options.from}, to ${target.apiUrl}`,
  );
  const began = Date.now();
  const tally = await plant(population(options), {
    target,
    token: tokenSource(target),
    concurrency: wholeNumber(given.concurrency ?? '8', 'concurrency'),
    now: health.at,
    areas: areasOf(options),
    mothers: options.mothers,
    onProgress: progressOf(options.mothers),
  });
  report(tally, Math.max(0.001, (Date.now() - began) / 1000));
};

const seed = async (args: readonly string[]): Promise<void> => {
  const given = read(args);
  if (given.out !== undefined && given.url !== undefined) throw new UsageError('--out and --url: one of them');
  await (given.out === undefined ? plantIn(given) : writeTo(given.out, optionsOf(given, FIRST_DAY)));
};

process.exitCode = await run(() => seed(process.argv.slice(2)), USAGE);
