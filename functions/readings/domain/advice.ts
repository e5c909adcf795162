import * as z from 'zod';
import type { Programme } from '../../policy/programme.ts';
import type { EpisodeOutcome, Finding, Reading, ReadingSource } from '../records.ts';
import { pressureOf } from './blood-pressure.ts';
import type { EpisodeMove } from './episodes.ts';
import { levelOf } from './signs.ts';

/**
 * What a mother is told to do, from the least: nothing more, her worker will contact her, measure again now, go to the facility today, go
 * now. `again` is for numbers that cannot be true.
 */
export const Advice = z.enum(['noted', 'contact', 'repeat', 'goToday', 'goNow', 'again']);
export type Advice = z.infer<typeof Advice>;

/** Readings of a mother alone with her device: nobody is with her who could tell her. */
const ALONE: readonly ReadingSource[] = ['text', 'device'];

interface Seen {
  readonly fresh: readonly Reading[];
  readonly findings: readonly Finding[];
  readonly moves: readonly EpisodeMove[];
}

const ofPressure = ({ category }: Reading, moves: readonly EpisodeMove[]): Advice => {
  const has = (outcome: EpisodeOutcome): boolean => moves.some(({ now }) => now.outcome === outcome);
  if (category === 'urgent-symptoms') return 'goNow';
  if (category === 'severe') return has('awaiting') ? 'repeat' : 'goNow';
  // a repeat that is no longer severe: somebody looks at her on the same day
  if (has('notConfirmed')) return 'goToday';
  return category === 'normal' ? 'noted' : 'contact';
};

const ofFinding = (programme: Programme, { signs }: Finding): Advice => (levelOf(signs, programme) === 'emergency' ? 'goNow' : 'goToday');

const RISING: readonly Advice[] = ['noted', 'contact', 'repeat', 'goToday', 'goNow'];

/** What a mother who told something herself is told to do: the most pressing of all that follows; undefined where somebody is with her. */
export const adviceFor = (programme: Programme, source: ReadingSource, { fresh, findings, moves }: Seen): Advice | undefined => {
  if (!ALONE.includes(source)) return undefined;
  const advices = [
    ...fresh.filter((reading) => pressureOf(reading) !== undefined).map((reading) => ofPressure(reading, moves)),
    ...findings.map((finding) => ofFinding(programme, finding)),
  ];
  return RISING.findLast((advice) => advices.includes(advice));
};
