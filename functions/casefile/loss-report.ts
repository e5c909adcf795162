import * as z from 'zod';
import { Instant } from './case.ts';
import { entity } from './entity.ts';
import { findOf, type CaseFile } from './files.ts';

/** That a mother told by text of a loss. While it is open she is told nothing about a child or a pregnancy. */
export const LossReport = z.object({
  reportId: z.uuid(),
  inboundId: z.uuid(),
  heardAt: Instant,
  closedAt: Instant.optional(),
  closedBy: z.string().optional(),
  /** What a person found out: it was recorded as what it was, or there was no loss. */
  outcome: z.enum(['recorded', 'noLoss']).optional(),
});
export type LossReport = z.infer<typeof LossReport>;

export const LossReports = entity({ name: 'lossReport', schema: LossReport, sk: ({ reportId }) => `LOSSREPORT#${reportId}` });

/** The report of which nobody knows yet what happened, or undefined. */
export const openLossReport = (file: CaseFile): LossReport | undefined =>
  findOf(file, LossReports, ({ closedAt }) => closedAt === undefined);
