import type { CaseFile } from '../../casefile/files.ts';
import { dateIn, type PlainDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Programme } from '../../policy/programme.ts';
import type { MessageTemplateId } from '../../policy/schema/operations.ts';
import { aboutContact, type About } from './about.ts';

/** What is to be said: which template, and with which values. */
export interface Wording {
  readonly template: MessageTemplateId;
  readonly variables: Readonly<Record<string, string>>;
  /** Whom it is about. @default the mother */
  readonly about?: About;
}

/** What a wording is made from. */
export interface Telling {
  readonly file: CaseFile;
  readonly programme: Programme;
  readonly at: string;
}

/** The number by which she is known on the phone: her programme number, or until then the start of the case's. */
export const referenceOf = ({ root }: CaseFile): string => root.enrolled?.programmeNumber ?? root.caseId.slice(0, 8).toUpperCase();

/** A day as it is written in her language, with the digits that every phone shows. */
export const dayInWords = (on: PlainDate | string, language: string): string =>
  new Intl.DateTimeFormat(`${language}-u-nu-latn-ca-gregory`, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
    .format(new Date(`${on}T12:00:00Z`))
    .replace(/[\u200e\u200f\u00a0\u202f]/g, ' ');

export const numbered = (template: MessageTemplateId, { file }: Telling): Wording => ({
  template,
  variables: { number: referenceOf(file) },
});

export const named = (template: MessageTemplateId, { file, programme }: Telling): Wording => ({
  template,
  variables: { number: referenceOf(file), programme: programme.name },
});

export const ofProgramme = (template: MessageTemplateId, { programme }: Telling): Wording => ({
  template,
  variables: { programme: programme.name },
});

/** The care worker as mothers know her. */
export const workerOf = ({ root }: CaseFile): string => root.workerName ?? root.workerId ?? '-';

export const dated = (template: MessageTemplateId, on: string, { file }: Telling): Wording => ({
  template,
  variables: { date: dayInWords(on, file.root.language), worker: workerOf(file) },
});

/** A text about a planned contact, which is silenced with whom the contact is about. */
export const ofContact = (
  template: MessageTemplateId,
  { contactId, dueOn }: { readonly contactId: string; readonly dueOn: string },
  known: Telling,
): Wording => ({ ...dated(template, dueOn, known), about: aboutContact(contactId, known.file, known.programme) });

export const paid = (template: MessageTemplateId, amountMinor: number, currency: string, { file, programme, at }: Telling): Wording => ({
  template,
  variables: {
    number: referenceOf(file),
    amount: formatMoney(amountMinor, currency),
    date: dayInWords(dateIn(at, programme.timeZone), file.root.language),
  },
});
