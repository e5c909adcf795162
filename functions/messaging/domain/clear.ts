import { allOf, type CaseFile, type Change } from '../../casefile/files.ts';
import { questionKey, Questions } from '../../casefile/question.ts';
import { Messages, type Message } from '../records.ts';
import { ended, isPending } from './message.ts';
import { overOf, type Over } from './permission.ts';

/** A transaction holds a hundred writes; what does not fit is kept back when it is about to be sent. */
const MOST = 30;

/** Ends pending texts for a reason of the caller's, as part of the caller's transaction. */
export const clearing = (
  file: CaseFile,
  reasonOf: (message: Message) => Over | undefined,
): Required<Pick<Change<unknown>, 'put' | 'facts'>> => {
  const ends = allOf(file, Messages)
    .filter(isPending)
    .flatMap((message) => {
      const reason = reasonOf(message);
      return reason === undefined ? [] : [ended(message, { state: 'cleared', reason })];
    })
    .slice(0, MOST);
  return { put: ends.flatMap(({ put }) => put), facts: ends.flatMap(({ facts }) => facts) };
};

/** Ends pending texts, and takes back questions, whose object is over: a visit that happened makes its whole group silent. */
export const clearOver = (file: CaseFile): Change<undefined> => ({
  ...clearing(file, ({ group }) => (group === undefined ? undefined : overOf(file, group))),
  remove: allOf(file, Questions)
    .filter(({ kind, subjectId }) => kind === 'visit' && overOf(file, { contactId: subjectId }) !== undefined)
    .map((question) => questionKey(file.root.caseId, question)),
  answer: undefined,
});
