import type { CaseFile } from '../../casefile/files.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import { alertsSummary } from './summary/alerts.ts';
import { caseSummary } from './summary/case.ts';
import { contactsSummary } from './summary/contacts.ts';
import { grievancesSummary } from './summary/grievances.ts';
import { paymentsSummary } from './summary/payments.ts';
import { planSummary } from './summary/plan.ts';
import { visitsSummary } from './summary/visits.ts';

/** One thing that a summary tells: what it is, how it stands, and of which day. */
export interface Line {
  readonly what: string;
  readonly value: string | number | boolean;
  readonly on?: string;
}

/** What one context has to say of a case, on a day of its programme. */
export interface Summariser {
  readonly section: string;
  readonly of: (file: CaseFile, today: PlainDate) => readonly Line[];
}

/** Whoever keeps something of a case that those around it should see has a line here. */
const SUMMARISERS: readonly Summariser[] = [
  caseSummary,
  alertsSummary,
  contactsSummary,
  visitsSummary,
  planSummary,
  grievancesSummary,
  paymentsSummary,
];

export interface Section {
  readonly section: string;
  readonly lines: readonly Line[];
}

/** A case as those around it see it at one look, made from its file. */
export const summaryOf = (file: CaseFile, today: PlainDate): readonly Section[] =>
  SUMMARISERS.map(({ section, of }) => ({ section, lines: of(file, today) }));
