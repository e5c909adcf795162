import type { CaseFile } from '../../../casefile/files.ts';
import type { PlainDate } from '../../../kernel/dates.ts';

/** One thing that a summary tells: what it is, how it stands, and of which day. */
export interface Line {
  readonly what: string;
  readonly value: string | number | boolean;
  readonly on?: string;
}

/** What one context has to say of a case, on a day of its programme; to some with what questionnaires found. */
export interface Summariser {
  readonly section: string;
  readonly of: (file: CaseFile, today: PlainDate, seesResults: boolean) => readonly Line[];
}
