import { ItemFellDue } from '../../../events/item-fell-due.v1.ts';
import { CONTEXTS } from '../../contexts/all.ts';
import { Settings } from '../../settings.ts';
import type { ItemKind } from './items.ts';
import { code, kebab, table } from './markdown.ts';
import { contextOf, textOf, type Sources } from './sources.ts';

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

/** Everything that may fall due: in which sweep, as which item, and the context that acts on it. */
export const dueTable = (kinds: readonly ItemKind[], { manifest }: Sources): string => {
  const ownersOf = (kind: string): readonly string[] =>
    Object.values(manifest.functions).flatMap((built) =>
      (built.kind === 'subscribers' || built.kind === 'consumers') && built.kinds[ItemFellDue.detailType]?.includes(kind) === true
        ? [contextOf(built.entry)]
        : [],
    );
  const rows = kinds
    .flatMap(({ name, places }) => places.map(({ duePk, dueSk }) => ({ name, duePk, dueSk })))
    .flatMap(({ name, duePk, dueSk = '' }) => {
      const [, kind = ''] = dueSk.split('#');
      return duePk === undefined ? [] : [{ kind, sweep: duePk.split('#')[1] ?? '', item: name }];
    })
    .sort((left, right) => `${right.sweep}${left.kind}`.localeCompare(`${left.sweep}${right.kind}`));
  return table(
    ['kind', 'sweep', 'item', 'acted on by'],
    rows.map(({ kind, sweep, item }) => [code(kind), sweep, item, ownersOf(kind).join(', ')]),
  );
};
