import { dayOf } from '../../casefile/facts.ts';
import { dayInWords, referenceOf, type Telling, type Wording } from './compose.ts';

/** To the phone that she has: the other one is asked for its code, and a no stops it. */
export const phoneAsked = ({ changeId }: { readonly changeId: string }, { file, programme }: Telling): Wording => ({
  template: 'phoneCodeSent',
  variables: { number: referenceOf(file) },
  question: { kind: 'phoneChange', subjectId: changeId, hours: programme.operations.conversations.phoneChange.codeHours },
});

/** To the phone that she has: from which day on the other one counts, unless she says no. */
export const phoneConfirmed = (
  { changeId, dueAt }: { readonly changeId: string; readonly dueAt: string },
  { file, programme }: Telling,
): Wording => ({
  template: 'phoneConfirmed',
  variables: { number: referenceOf(file), date: dayInWords(dayOf(programme, dueAt), file.root.language) },
  question: { kind: 'phoneChange', subjectId: changeId, hours: programme.operations.conversations.phoneChange.stopHours },
});
