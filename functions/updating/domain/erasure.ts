import { ErasureAsked, ErasureCancelled, ErasureScheduled } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { addDays, dateIn, latestOf, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import { silencing } from '../../messaging/domain/silence.ts';
import { isToFamily } from '../../messaging/domain/letter.ts';
import { Messages } from '../../messaging/records.ts';
import type { Programme } from '../../policy/programme.ts';
import { Erasures, plannedErasure } from '../records.ts';
import { keysOf } from './exit-case.ts';
import { answerTo, placedQuestion, questionKeys, yesNoQuestion } from './questions.ts';

type Who = Pick<Context, 'at' | 'by'>;

export interface ErasureAnswer {
  readonly erasureId: string;
  readonly erasedOn: PlainDate;
}

/** The day on which a case may be erased: the programme's days after her wish, or after the last text that reached her. */
export const erasableOn = (file: CaseFile, programme: Programme, asked: PlainDate): PlainDate => {
  const told = allOf(file, Messages)
    .filter(isToFamily)
    .flatMap(({ sentAt }) => (sentAt === undefined ? [] : [dateIn(sentAt, programme.timeZone)]));
  return addDays(latestOf([asked, ...told]) ?? asked, programme.operations.loss.erasure.afterDays);
};

/**
 * Plans the erasing of a case. Nothing more is said to her meanwhile, but for the day of it; until then she may come back.
 * @throws {Problem} StatusRefuses when it is erased already
 */
export const scheduleErasure = (file: CaseFile, programme: Programme, { at, by }: Who): Change<ErasureAnswer> => {
  const { root } = file;
  if (root.erasedOn !== undefined) throw statusRefuses('erase the case', 'erased', []);
  const [known] = allOf(file, Erasures);
  if (known !== undefined) return unchanged({ erasureId: known.erasureId, erasedOn: known.erasedOn });
  const erasedOn = erasableOn(file, programme, dayOf(programme, at));
  const erasureId = derivedId('erasure', root.caseId, at);
  return silencing(file, programme, {
    root: { ...root, messages: 'none' },
    put: [place(Erasures, { erasureId, requestedAt: at, requestedBy: by, erasedOn, messagesBefore: root.messages })],
    remove: questionKeys(file, 'forget'),
    facts: [ErasureScheduled.of({ on: erasedOn })],
    answer: { erasureId, erasedOn },
  });
};

/** Takes back the plan to erase a case. @throws {Problem} StatusRefuses when there is none, or the erasing has begun */
export const cancelErasure = (file: CaseFile): Change<{ readonly messages: CaseFile['root']['messages'] }> => {
  const { root } = file;
  const [erasure] = allOf(file, Erasures);
  if (erasure === undefined || erasure.begunAt !== undefined)
    throw new Problem('StatusRefuses', 'no erasure is planned that could be taken back', { currentStatus: root.status });
  const messages = root.messages === 'none' && root.mother.diedOn === undefined ? erasure.messagesBefore : root.messages;
  return { root: { ...root, messages }, remove: keysOf(file, Erasures), facts: [ErasureCancelled.of({})], answer: { messages } };
};

/** Asks a mother who wants to be forgotten whether she means it; one whose erasure is planned is told nothing new. */
export const askErasure = (file: CaseFile, programme: Programme, inboundId: string, { at }: Who): Change<undefined> => {
  if (file.root.erasedOn !== undefined || allOf(file, Erasures).length > 0) return unchanged(undefined);
  const question = yesNoQuestion(file.root.caseId, 'forget', inboundId, at, programme.operations.loss.erasure.confirmWithinDays);
  return {
    put: [placedQuestion(question)],
    remove: questionKeys(file, 'forget', question),
    facts: [ErasureAsked.of({ questionId: question.questionId })],
    answer: undefined,
  };
};

/** Takes her answer to whether she means it. */
export const answerErasure = (file: CaseFile, programme: Programme, inboundId: string, who: Who): Change<undefined> => {
  const answer = answerTo(file, 'forget', inboundId);
  if (answer === undefined || file.root.erasedOn !== undefined) return unchanged(undefined);
  if (answer === 'no') return { remove: questionKeys(file, 'forget'), answer: undefined };
  return { ...scheduleErasure(file, programme, who), answer: undefined };
};

/** A mother who comes back before the day stays. */
export const comeBack = (file: CaseFile): Change<undefined> =>
  plannedErasure(file) === undefined ? unchanged(undefined) : { ...cancelErasure(file), answer: undefined };
