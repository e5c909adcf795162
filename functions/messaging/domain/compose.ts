import { firstReferenceOf } from '../../casefile/case.ts';
import type { CaseFile } from '../../casefile/files.ts';
import { dateIn, type PlainDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Programme } from '../../policy/programme.ts';
import type { QuestionKind } from '../../casefile/question.ts';
import type { MessageTemplateId } from '../../policy/schema/message-templates.ts';
import type { Group } from '../records.ts';
import { aboutOf, recipientOf } from './about.ts';

/** A variable whose value is made when the text is sent: `set:<id>` stands for a text of the programme's message sets, in her language. */
export const textOfSet = (id: string): string => `set:${id}`;

/** What is to be said: which template, and with which values. */
export interface Wording {
  readonly template: MessageTemplateId;
  readonly variables: Readonly<Record<string, string>>;
  /** What it belongs to, by which it is known whom it is about. @default the mother herself */
  readonly group?: Group;
  /** What she is asked by it: a bare "1" or "2" is its answer for so many hours. */
  readonly question?: { readonly kind: QuestionKind; readonly subjectId: string; readonly hours: number };
}

/** What a wording is made from. */
export interface Telling {
  readonly file: CaseFile;
  readonly programme: Programme;
  readonly at: string;
}

/** The number by which she is known on the phone: her programme number, or until then the start of the case's. */
export const referenceOf = ({ root }: CaseFile): string => root.enrolled?.programmeNumber ?? firstReferenceOf(root);

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

/** The language of who gets a text that belongs to something. */
const languageFor = ({ file, programme }: Telling, group: Group): string => recipientOf(file, aboutOf(file, programme, group)).language;

export const dated = (template: MessageTemplateId, on: string, group: Group, known: Telling): Wording => ({
  template,
  variables: { date: dayInWords(on, languageFor(known, group)), worker: workerOf(known.file) },
  group,
});

/** What an answer belongs to: whoever looks after the children of a mother who has died gets it, where they wrote. */
export const answering = ({ file }: Telling): Group => (file.root.mother.diedOn === undefined ? {} : { caregiver: true });

/** A text about one contact: it goes silent with the others of its group when the visit has happened. */
export const ofContact = (
  template: 'contactReminder' | 'contactReminderAgain' | 'contactMissed',
  { contactId, dueOn }: { readonly contactId: string; readonly dueOn: string },
  known: Telling,
): Wording => dated(template, dueOn, { contactId }, known);

/** Whether she went: her answer is taken for this contact. */
export const askOfContact = ({ contactId, dueOn }: { readonly contactId: string; readonly dueOn: string }, known: Telling): Wording => ({
  template: 'contactAsk',
  variables: { date: dayInWords(dueOn, languageFor(known, { contactId })) },
  group: { contactId },
  question: { kind: 'visit', subjectId: contactId, hours: known.programme.operations.texting.visitQuestionHours },
});

export const paid = (template: MessageTemplateId, amountMinor: number, currency: string, { file, programme, at }: Telling): Wording => ({
  template,
  variables: {
    number: referenceOf(file),
    amount: formatMoney(amountMinor, currency),
    date: dayInWords(dateIn(at, programme.timeZone), file.root.language),
  },
});
