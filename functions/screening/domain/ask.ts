import { ScreenItemAsked, ScreenOffered } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { Questions, type Question } from '../../casefile/question.ts';
import { addDays } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { answersOf, type Item, type Questionnaire } from '../../policy/schema/questionnaire.ts';
import { fillIn } from '../../policy/placeholders.ts';
import { Screens, type Screen } from '../records.ts';
import { noLongerAsked, textedItems, todayOf, type Setting, type Step } from './setting.ts';

const DAY_MS = 86_400_000;

/** An item as she reads it: in her language where both its text and its frame are there, else in English. */
export const wordingOf = ({ frame }: Questionnaire, { texts }: Item, language: string): string => {
  const tongue = texts?.[language] !== undefined && (frame === undefined || frame[language] !== undefined) ? language : 'en';
  return fillIn(frame?.[tongue] ?? '{item}', { item: texts?.[tongue] });
};

/** What may be answered: the item's own answers, and the one by which she would rather not say. */
const answerTo = ({ skipWith }: Questionnaire, item: Item): Question['answer'] => {
  if (item.answer.of === 'yesNo' && skipWith === undefined) return { of: 'yesNo' };
  const { least, most } = answersOf(item);
  return { of: 'number', least: Math.min(least, skipWith ?? least), most: Math.max(most, skipWith ?? most) };
};

/** The next item that may be asked by text and has no answer yet. */
export const nextItem = (questionnaire: Questionnaire, { answers }: Pick<Screen, 'answers'>): Item | undefined =>
  textedItems(questionnaire).find(({ code }) => !(code in answers));

/** Makes something the question that she is waiting to answer, in place of the one before. */
const put = (
  setting: Setting,
  screen: Screen,
  { item, text, answer, again = false }: { item?: string; text: string; answer: Question['answer']; again?: boolean },
): Step => {
  const { at, programme } = setting;
  const { reminderAfterDays, expiresAfterDays } = programme.operations.screening;
  const questionId = derivedId('question', screen.screenId, item ?? 'offer', at);
  const asking = { ...(item === undefined ? {} : { item }), questionId, askedAt: at, text, ...(again ? { again: true as const } : {}) };
  const today = todayOf(setting);
  const expiresOn = addDays(today, expiresAfterDays);
  const asked: Screen = {
    ...screen,
    asking,
    expiresOn,
    nextOn: screen.remindedOn === undefined ? addDays(today, reminderAfterDays) : expiresOn,
  };
  const question: Question = {
    questionId,
    kind: item === undefined ? 'screenOffer' : 'screenItem',
    subjectId: screen.screenId,
    askedAt: at,
    expiresAt: new Date(Date.parse(at) + expiresAfterDays * DAY_MS).toISOString(),
    answer,
  };
  // asked again within the same instant, it is the same question
  const remove = screen.asking?.questionId === questionId ? [] : noLongerAsked(setting, screen);
  return { put: [place(Questions, question), place(Screens, asked)], remove, facts: [] };
};

/** Asks her by text whether she wants to answer. */
export const askWhether = (setting: Setting, screen: Screen): Step => {
  const step = put(setting, { ...screen, status: 'offered', offeredAt: setting.at }, { text: '', answer: { of: 'yesNo' } });
  const { screenId, questionnaire } = screen;
  return { ...step, facts: [ScreenOffered.of({ screenId, questionnaire, reminder: false })] };
};

/** Puts one item to her by text. */
export const askItem = (
  setting: Setting,
  questionnaire: Questionnaire,
  screen: Screen,
  item: Item,
  because: 'next' | 'again' | 'invitation',
): Step => {
  const text = wordingOf(questionnaire, item, setting.file.root.language);
  const answering: Screen = { ...screen, status: 'answering', offeredAt: screen.offeredAt ?? setting.at };
  const step = put(setting, answering, { item: item.code, text, answer: answerTo(questionnaire, item), again: because === 'again' });
  const { screenId } = screen;
  const invited = because === 'invitation' ? [ScreenOffered.of({ screenId, questionnaire: questionnaire.id, reminder: false })] : [];
  return { ...step, facts: [...invited, ScreenItemAsked.of({ screenId, questionnaire: questionnaire.id, item: item.code, because })] };
};

/** Begins a screen by text: she is asked whether she wants to, or the first item at once where the questionnaire is that short. */
export const begin = (setting: Setting, questionnaire: Questionnaire, screen: Screen): Step => {
  const first = nextItem(questionnaire, screen);
  return questionnaire.asksFirst || first === undefined
    ? askWhether(setting, screen)
    : askItem(setting, questionnaire, screen, first, 'invitation');
};

/** Reminds her, once, of what she was asked; the question stays the same. */
export const remind = (setting: Setting, screen: Screen): Step => {
  const { screenId, questionnaire, asking, expiresOn } = screen;
  const { nextOn: _done, ...rest } = screen;
  const reminded: Screen = { ...rest, remindedOn: todayOf(setting), ...(expiresOn === undefined ? {} : { nextOn: expiresOn }) };
  return {
    put: [place(Screens, reminded)],
    remove: [],
    facts: [
      asking?.item === undefined
        ? ScreenOffered.of({ screenId, questionnaire, reminder: true })
        : ScreenItemAsked.of({ screenId, questionnaire, item: asking.item, because: 'reminder' }),
    ],
  };
};
