import { CONTEXTS } from '../../contexts/all.ts';
import { Settings } from '../../settings.ts';
import type { ItemKind } from './items.ts';
import { code, kebab, table } from './markdown.ts';
import { contextOf, filesLike, textOf } from './sources.ts';

const DAILY = /^cron\((\d+) (\d+(?:,\d+)*) \* \* \? \*\)$/;
const HOURLY = /^cron\((\d+) \* \* \* \? \*\)$/;

/** A schedule in words, where it is the same every day or hour. */
const inWords = (schedule: string): string => {
  const [, minute, hours] = DAILY.exec(schedule) ?? [];
  if (minute !== undefined && hours !== undefined) {
    const times = hours.split(',').map((hour) => `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`);
    return `every day at ${times.join(' and ')} UTC`;
  }
  const [, past] = HOURLY.exec(schedule) ?? [];
  return past === undefined ? schedule : past === '0' ? 'every hour' : `every hour at minute ${past}`;
};

const purposeOf = (machine: string): string =>
  (JSON.parse(textOf(`statemachines/${kebab(machine)}.asl.json`)) as { readonly Comment: string }).Comment.split('. ')[0] ?? '';

/** What runs by itself, and when, where nobody has set another time. */
export const schedulesTable = (): string => {
  const { sweeps } = Settings.parse({});
  return table(
    ['state machine', 'setting', 'when', 'what for'],
    CONTEXTS.flatMap(({ workflows = {} }) => Object.entries(workflows)).flatMap(([name, { schedule }]) =>
      schedule === undefined ? [] : [[kebab(name), code(`sweeps.${schedule}`), inWords(sweeps[schedule]), purposeOf(name)]],
    ),
  );
};

const SUBSCRIPTION = /\b(?:on|when)\(\s*ItemFellDue,[\s\S]*?(?=\n\s*(?:on|when)\(|$)/g;
const COMPARED = /(?:\bkind (?:===|!==) |\bcase )'(\w+)'/g;

const kindsIn = (text: string): readonly string[] => [...text.matchAll(COMPARED)].map(([, kind = '']) => kind);

/** The contexts that act when an item of a kind falls due, by kind. */
export const ownersOf = (): ReadonlyMap<string, readonly string[]> => {
  const owners = new Map<string, Set<string>>();
  for (const { path, text } of filesLike('functions/*/subscribers/*.ts')) {
    const own = [...text.matchAll(SUBSCRIPTION)].flatMap(([subscription]) => kindsIn(subscription));
    const kinds = own.length > 0 || !text.includes('on(ItemFellDue') ? own : kindsIn(text);
    for (const kind of kinds) owners.set(kind, (owners.get(kind) ?? new Set()).add(contextOf(path)));
  }
  return new Map([...owners].map(([kind, contexts]) => [kind, [...contexts].sort()]));
};

export interface DueKind {
  readonly kind: string;
  readonly sweep: string;
  readonly item: string;
  readonly owners: readonly string[];
}

/** Everything that may fall due: in which sweep, as which item, and who acts on it. */
export const dueKinds = (kinds: readonly ItemKind[]): readonly DueKind[] => {
  const owners = ownersOf();
  return kinds
    .flatMap(({ name, places }) => places.map(({ duePk, dueSk }) => ({ name, duePk, dueSk })))
    .flatMap(({ name, duePk, dueSk }) => {
      const kind = dueSk?.split('#')[1] ?? '';
      return duePk === undefined ? [] : [{ kind, sweep: duePk.split('#')[1] ?? '', item: name, owners: owners.get(kind) ?? [] }];
    })
    .sort((left, right) => `${right.sweep}${left.kind}`.localeCompare(`${left.sweep}${right.kind}`));
};

export const dueTable = (kinds: readonly ItemKind[]): string =>
  table(
    ['kind', 'sweep', 'item', 'acted on by'],
    dueKinds(kinds).map(({ kind, sweep, item, owners }) => [code(kind), sweep, item, owners.join(', ')]),
  );
