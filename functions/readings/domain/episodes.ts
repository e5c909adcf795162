import type { NewAlert } from '../../casefile/alert.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Programme } from '../../policy/programme.ts';
import type { BloodPressureProtocol } from '../../policy/schema/readings.ts';
import { Episodes, type Episode, type Reading } from '../records.ts';
import { minutesBetween, spellsOf, type Spell } from './blood-pressure.ts';

/** Readings that were told soon enough for their protocol, and count. */
export const isFresh = ({ measuredAt, receivedAt, voided }: Reading, { actWithinHours }: BloodPressureProtocol): boolean =>
  voided === undefined && minutesBetween(measuredAt, receivedAt) <= actWithinHours * 60;

const idOf = (openedBy: string): string => derivedId('episode', openedBy);

/** The one spell that goes on with an episode: that of the reading which opened it, or else the first that has any of its readings. */
const heirOf = ({ episodeId, readingIds }: Episode, spells: readonly Spell[]): Spell | undefined =>
  spells.find((spell) => spell.readingIds.some((id) => idOf(id) === episodeId)) ??
  spells.find((spell) => readingIds.some((id) => spell.readingIds.includes(id)));

const earliest = (episodes: readonly Episode[]): Episode | undefined => episodes.toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : 1))[0];

const isClosed = ({ outcome, handled, toldUnhandled }: Pick<Episode, 'outcome' | 'handled' | 'toldUnhandled'>): boolean =>
  outcome === 'notConfirmed' || outcome === 'withdrawn' || handled !== undefined || toldUnhandled;

const isUnhandledAt = ({ outcome, handled, treatBy }: Episode, at: string): boolean =>
  (outcome === 'confirmed' || outcome === 'unrepeated') && handled === undefined && Date.parse(at) >= Date.parse(treatBy);

/** The episode of a spell: what is known of it, on the spell's own clock. */
const episodeOf = (spell: Spell, mine: readonly Episode[], at: string): Episode => {
  const handled = mine
    .flatMap((episode) => (episode.handled === undefined ? [] : [episode.handled]))
    .sort((a, b) => (a.at < b.at ? -1 : 1))[0];
  const { readingIds, ...clock } = spell;
  const base: Episode = {
    episodeId: earliest(mine)?.episodeId ?? idOf(readingIds[0] ?? ''),
    openedAt: earliest(mine)?.openedAt ?? at,
    ...clock,
    readingIds: [...readingIds],
    ...(handled === undefined ? {} : { handled }),
    toldUnhandled: mine.some(({ toldUnhandled }) => toldUnhandled),
    closed: false,
  };
  const judged = { ...base, toldUnhandled: base.toldUnhandled || isUnhandledAt(base, at) };
  return { ...judged, closed: isClosed(judged) };
};

const withdrawn = (episode: Episode): Episode => ({ ...episode, outcome: 'withdrawn', closed: true });

const isSame = (left: Episode | undefined, right: Episode): boolean =>
  JSON.stringify(left) === JSON.stringify(Episodes.schema.parse(right));

/** What has changed of the episodes: each as it is now, and as it was, where it was known. */
export interface EpisodeMove {
  readonly now: Episode;
  readonly before?: Episode;
}

/** Brings the episodes of a case into line with its readings, as they stand at an instant. */
export const episodesAt = (file: CaseFile, readings: readonly Reading[], { operations }: Programme, at: string): readonly EpisodeMove[] => {
  const protocol = operations.readings.bloodPressure;
  const known = allOf(file, Episodes);
  const fresh = readings.filter((reading) => isFresh(reading, protocol));
  const spells = spellsOf(fresh, protocol, at);
  const wanted = spells.map((spell) =>
    episodeOf(
      spell,
      known.filter((episode) => heirOf(episode, spells) === spell),
      at,
    ),
  );
  const kept = new Set(wanted.map(({ episodeId }) => episodeId));
  const gone = known.filter(({ episodeId }) => !kept.has(episodeId)).map(withdrawn);
  return [...wanted, ...gone].flatMap((now) => {
    const before = known.find(({ episodeId }) => episodeId === now.episodeId);
    return before !== undefined && isSame(Episodes.schema.parse(before), now) ? [] : [{ now, ...(before === undefined ? {} : { before }) }];
  });
};

const found = ({ outcome, toldUnhandled }: Episode): { sign: string; level: NewAlert['level'] } | undefined => {
  switch (outcome) {
    case 'confirmed':
      return { sign: toldUnhandled ? 'severeNotTreated' : 'severeConfirmed', level: 'emergency' };
    case 'unrepeated':
      return { sign: toldUnhandled ? 'severeNotTreated' : 'severeNotRepeated', level: 'emergency' };
    case 'notConfirmed':
      return { sign: 'severeOnce', level: 'urgent' };
    case 'awaiting':
    case 'withdrawn':
      return undefined;
  }
};

/** What a person has to look at, now that an episode has moved. */
export const alertOf = ({ now, before }: EpisodeMove): readonly NewAlert[] => {
  const state = found(now);
  if (state === undefined || (before !== undefined && found(before)?.sign === state.sign)) return [];
  const { sign, level } = state;
  const source = { kind: 'episode', id: now.episodeId };
  return [{ alertId: derivedId('alert', now.episodeId, sign), kind: 'bloodPressure', level, signs: [sign], source }];
};
