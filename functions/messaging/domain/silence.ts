import { afterChange } from '../../casefile/after.ts';
import { allOf, type CaseFile, type Change } from '../../casefile/files.ts';
import { questionKey, Questions, type Question } from '../../casefile/question.ts';
import type { Programme } from '../../policy/programme.ts';
import { MessageTemplateId } from '../../policy/schema/operations.ts';
import type { Key } from '../../table/keys.ts';
import { isPending, Messages } from '../records.ts';
import { aboutContact, childDied } from './about.ts';
import { clear } from './message.ts';
import { denialOf } from './permission.ts';

/** Writes of one transaction that may be about texts; a life event has few of its own. */
const MOST_WRITES = 80;

/** The texts that wait in a case and may not be sent any more as it stands, dropped: their parts of the change that made it stand so. */
export const clearDenied = (after: CaseFile): Required<Pick<Change<unknown>, 'put' | 'facts'>> => {
  const cleared = allOf(after, Messages)
    .filter(isPending)
    .flatMap((message) => {
      const denial = denialOf(after, MessageTemplateId.parse(message.template), message);
      return denial === undefined ? [] : [clear(message, denial)];
    })
    .slice(0, MOST_WRITES);
  return {
    put: cleared.flatMap(({ put = [] }) => put),
    facts: cleared.flatMap(({ facts = [] }) => facts).slice(0, MOST_WRITES - cleared.length),
  };
};

/** Whether a question has lost its object: its child, the pregnancy, or the mother who was asked. */
const isPointless = (after: CaseFile, programme: Programme, { kind, subjectId }: Question): boolean => {
  if (after.root.mother.diedOn !== undefined) return kind !== 'caregiver';
  if (kind === 'caregiver') return true;
  if (subjectId.split('#').some((part) => childDied(after, part))) return true;
  const about = kind === 'visit' ? aboutContact(subjectId, after, programme) : 'mother';
  return about !== 'mother' && denialOf(after, 'contactReminder', { about }) !== undefined;
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
  const { put, facts } = clearDenied(after);
  return {
    ...change,
    put: [...(change.put ?? []), ...put],
    remove: [...(change.remove ?? []), ...pointlessKeys(after, programme)],
    facts: [...(change.facts ?? []), ...facts],
  };
};
