import { MotherAdvised, SevereEpisodeHandled, SevereEpisodeUnhandled } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { Episodes, Readings, type Episode } from '../records.ts';
import { alertOf, episodesAt } from './episodes.ts';
import { raiseTogether } from './raise.ts';

type Who = Pick<Context, 'at' | 'by'>;

/** What the state machine of an episode does next, and after how long. */
export interface NextStep {
  readonly step: 'awaitRepeat' | 'awaitTreatment' | 'closed';
  readonly waitSeconds: number;
}

const secondsUntil = (until: string, at: string): number => Math.max(1, Math.ceil((Date.parse(until) - Date.parse(at)) / 1000));

const nextOf = (episode: Episode | undefined, at: string): NextStep => {
  if (episode === undefined || episode.closed) return { step: 'closed', waitSeconds: 1 };
  return episode.outcome === 'awaiting'
    ? { step: 'awaitRepeat', waitSeconds: secondsUntil(episode.repeatBy, at) }
    : { step: 'awaitTreatment', waitSeconds: secondsUntil(episode.treatBy, at) };
};

/**
 * Judges the severe readings of a case as time passes: one that was not repeated in time is an emergency, one that nobody acted on in
 * time worsens. A dead mother's are left alone.
 */
export const judgeEpisode = (file: CaseFile, programme: Programme, episodeId: string, { at, by }: Who): Change<NextStep> => {
  if (file.root.mother.diedOn !== undefined) return unchanged(nextOf(undefined, at));
  const moves = episodesAt(file, allOf(file, Readings), programme, at);
  const alerts = raiseTogether(file, moves.flatMap(alertOf), { at, by });
  const current = moves.find(({ now }) => now.episodeId === episodeId)?.now ?? findOf(file, Episodes, (one) => one.episodeId === episodeId);
  const silent = moves.filter(({ now, before }) => before?.outcome === 'awaiting' && now.outcome === 'unrepeated');
  const late = moves.filter(({ now, before }) => now.toldUnhandled && before?.toldUnhandled === false);
  return {
    put: [...moves.map(({ now }) => place(Episodes, now)), ...alerts.put],
    facts: [
      ...alerts.facts,
      ...silent.map(({ now }) => MotherAdvised.of({ advice: 'goNow', about: now.episodeId })),
      ...late.map(({ now }) => SevereEpisodeUnhandled.of({ episodeId: now.episodeId })),
    ],
    answer: nextOf(current, at),
  };
};

/**
 * Records what was done about a severe reading, and whether it was in time, counted from the first of them. The first action counts; the
 * same again changes nothing.
 * @throws {Problem} EpisodeNotFound, ImplausibleFact for an action before the reading or in the future, StatusRefuses when it was withdrawn
 */
export const handleEpisode = (
  file: CaseFile,
  episodeId: string,
  { action, actedAt }: { action: NonNullable<Episode['handled']>['action']; actedAt: string },
  { at, by }: Who,
): Change<Episode> => {
  const episode = findOf(file, Episodes, (one) => one.episodeId === episodeId);
  if (episode === undefined) throw new Problem('EpisodeNotFound', 'the case has no such episode');
  if (episode.handled !== undefined) return unchanged(episode);
  if (episode.outcome === 'withdrawn')
    throw statusRefuses('act on the episode', 'withdrawn', ['awaiting', 'confirmed', 'notConfirmed', 'unrepeated']);
  const errors = [
    ...(Date.parse(actedAt) < Date.parse(episode.firstAt)
      ? [{ pointer: '#/body/actedAt', detail: 'lies before the first severe reading' }]
      : []),
    ...(Date.parse(actedAt) > Date.parse(at) ? [{ pointer: '#/body/actedAt', detail: 'lies in the future' }] : []),
  ];
  if (errors.length > 0) throw new Problem('ImplausibleFact', errors.map(({ detail }) => detail).join('; '), { errors });
  const handled: Episode = { ...episode, handled: { at: new Date(actedAt).toISOString(), by, action }, closed: true };
  const inTime = Date.parse(actedAt) <= Date.parse(episode.treatBy);
  return { put: [place(Episodes, handled)], facts: [SevereEpisodeHandled.of({ episodeId, inTime })], answer: handled };
};

/** Calls a person about an open episode whose clock can't be kept: nothing that is severe waits for a machine. */
export const parkEpisode = (file: CaseFile, episodeId: string, who: Who): Change<{ parked: boolean }> => {
  const episode = findOf(file, Episodes, (one) => one.episodeId === episodeId);
  if (episode === undefined || episode.closed || file.root.mother.diedOn !== undefined) return unchanged({ parked: false });
  const alertId = derivedId('alert', episodeId, 'severeUnwatched');
  const source = { kind: 'episode', id: episodeId };
  const alert = raiseTogether(file, [{ alertId, kind: 'bloodPressure', level: 'emergency', signs: ['severeUnwatched'], source }], who);
  return { ...alert, answer: { parked: true } };
};
