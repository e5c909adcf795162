import type { Instant } from '../../casefile/case.ts';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFile } from '../../casefile/files.ts';
import type { Programme } from '../../policy/programme.ts';
import { seesResults, type Viewer } from '../../screening/domain/sees-results.ts';
import { alertsSummary } from './summary/alerts.ts';
import { caseSummary } from './summary/case.ts';
import { contactsSummary } from './summary/contacts.ts';
import { dosesSummary } from './summary/doses.ts';
import { grievancesSummary } from './summary/grievances.ts';
import { paymentsSummary } from './summary/payments.ts';
import { planSummary } from './summary/plan.ts';
import { readingsSummary } from './summary/readings.ts';
import { referralsSummary } from './summary/referrals.ts';
import { screensSummary } from './summary/screens.ts';
import type { Line, Summariser } from './summary/summariser.ts';
import { visitsSummary } from './summary/visits.ts';

/** Whoever keeps something of a case that those around it should see has a line here. */
const SUMMARISERS: readonly Summariser[] = [
  caseSummary,
  alertsSummary,
  contactsSummary,
  visitsSummary,
  readingsSummary,
  screensSummary,
  dosesSummary,
  referralsSummary,
  planSummary,
  grievancesSummary,
  paymentsSummary,
];

export interface Section {
  readonly section: string;
  readonly lines: readonly Line[];
}

/** A case as those around it see it at one look, made from its file. */
export const summaryOf = (file: CaseFile, programme: Programme, at: Instant, viewer: Viewer): readonly Section[] => {
  const [today, results] = [dayOf(programme, at), seesResults(programme, viewer)];
  return SUMMARISERS.map(({ section, of }) => ({ section, lines: of(file, today, results) }));
};
