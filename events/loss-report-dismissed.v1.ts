import * as z from 'zod';
import { fact } from './fact.ts';

/** A text was taken for the report of a loss, and there was none. */
export const LossReportDismissed = fact('updating', 'LossReportDismissed', 1, {
  reportId: z.uuid(),
});
