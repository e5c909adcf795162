import { afterChange } from '../../casefile/after.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { questionKey, Questions, type Question } from '../../casefile/question.ts';
import type { Programme } from '../../policy/programme.ts';
import { MessageTemplateId } from '../../policy/schema/message-templates.ts';
import type { Key } from '../../table/keys.ts';
import { Messages } from '../records.ts';
import { aboutOf, childDied } from './about.ts';
import { isToFamily } from './letter.ts';
import { ended, isPending, together, type Parts } from './message.ts';
import { holdOf, overOf } from './permission.ts';

/** A transaction holds a hundred writes; what does not fit is kept back when it is about to be sent. */
const MOST = 30;

/** Ends the texts that wait for her, or for whoever looks after her children, and may not be sent any more as the case stands. */
const clearing = (after: CaseFile, programme: Programme): Parts => {
  const ends = allOf(after, Messages)
    .filter((message) => isPending(message) && isToFamily(message))
    .flatMap((message) => {
      const hold = holdOf(after, programme, { ...message, template: MessageTemplateId.parse(message.template) });
      return hold === undefined ? [] : [ended(message, hold)];
    })
    .slice(0, MOST);
  return together(ends);
};

/** Whether a question has lost its object: its visit, its child, the pregnancy, or who was asked. */
const isPointless = (after: CaseFile, programme: Programme, { kind, subjectId }: Question): boolean => {
  const hasDied = after.root.mother.diedOn !== undefined;
  if (kind === 'caregiver') return !hasDied;
  if (subjectId.split('#').some((part) => childDied(after, part))) return true;
  if (kind !== 'visit') return hasDied;
  const group = { contactId: subjectId };
  if (hasDied) return holdOf(after, programme, { template: 'contactAsk', group }) !== undefined;
  if (overOf(after, programme, group) !== undefined) return true;
  return aboutOf(after, programme, group) !== 'mother' && holdOf(after, programme, { template: 'contactAsk', group })?.reason === 'muted';
};

const pointlessKeys = (after: CaseFile, programme: Programme): readonly Key[] =>
  allOf(after, Questions)
    .filter((question) => isPointless(after, programme, question))
    .map((question) => questionKey(after.root.caseId, question));

/**
 * A change, with everything that must not be said or asked any more once it is written: waiting texts are dropped and questions taken
 * back in the same transaction. They do not come back when the change is undone.
 */
export const silencing = <Answer>(file: CaseFile, programme: Programme, change: Change<Answer>): Change<Answer> => {
  const after = afterChange(file, change);
  const { put, facts } = clearing(after, programme);
  return {
    ...change,
    put: [...(change.put ?? []), ...put],
    remove: [...(change.remove ?? []), ...pointlessKeys(after, programme)],
    facts: [...(change.facts ?? []), ...facts],
  };
};

/** The same for a case that was changed by others. */
export const silenced = (file: CaseFile, programme: Programme): Change<undefined> => silencing(file, programme, unchanged(undefined));
