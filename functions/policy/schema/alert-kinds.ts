import * as z from 'zod';

/** What somebody has to see to. */
export const AlertKind = z.enum([
  'dangerSign',
  'bloodPressure',
  'selfHarm',
  'mood',
  'abuse',
  'socialNeed',
  'silence',
  'medication',
  'vaccination',
  'loss',
  'other',
]);
export type AlertKind = z.infer<typeof AlertKind>;

/** Kinds whose signs are steps of one measure: what is found at a lower level is the same thing, milder. */
export const GRADED_KINDS: readonly AlertKind[] = ['bloodPressure', 'mood', 'medication'];

/** Kinds that name no one matter: what has another sign, or none, is another matter. */
export const MIXED_KINDS: readonly AlertKind[] = ['loss', 'other'];

/** How fast, from the least; each has a ladder of its own in the programme. */
export const ALERT_LEVELS = ['routine', 'urgent', 'emergency'] as const;
export const AlertLevel = z.enum(ALERT_LEVELS);
export type AlertLevel = z.infer<typeof AlertLevel>;
