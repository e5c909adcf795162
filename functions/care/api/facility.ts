import * as z from 'zod';

/** What a facility is called in the ministry's own list. */
export const Facility = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'must be the code of a facility')
  .describe('code of the facility concerned');
