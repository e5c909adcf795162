import { loadProgramme, loadQuestionnaires } from '../../../functions/policy/index.ts';
import { parseQuestionnaire, screeningFaults } from '../../../functions/policy/questionnaires.ts';
import type { Programme } from '../../../functions/policy/programme.ts';
import type { Screening } from '../../../functions/policy/schema/screening.ts';
import { partsOf } from '../../../functions/policy/parts.ts';
import { textedItems } from '../../../functions/screening/domain/setting.ts';
import { wordingOf } from '../../../functions/screening/domain/ask.ts';

const questionnaires = loadQuestionnaires('functions/policy/programmes');
const programme = loadProgramme('functions/policy/programmes/DEFAULT.json');
const withScreening = (change: Partial<Screening>): Programme => ({
  ...programme,
  operations: { ...programme.operations, screening: { ...programme.operations.screening, ...change } },
});
const spoiled = (id: string, change: Record<string, unknown>) => () =>
  parseQuestionnaire({ ...structuredClone(questionnaires.get(id)), ...change });

describe('the questionnaires', () => {
  it('ship scoring only where the wording is not free', () => {
    const silent = [...questionnaires.values()].filter(({ licence }) => licence.wording === 'notFree');

    expect(silent.map(({ id }) => id).sort()).toEqual(['AHC-HRSN', 'BIMF', 'EPDS', 'PRAPARE']);
    expect(JSON.stringify(silent)).not.toContain('"texts"');
  });

  it('are there in every language of the programme, each item within four parts', () => {
    const asked = [...questionnaires.values()].flatMap((questionnaire) =>
      textedItems(questionnaire).flatMap((item) =>
        programme.languages.map((language) => ({ language, item, text: wordingOf(questionnaire, item, language) })),
      ),
    );

    expect(asked).toHaveLength(5 * (2 + 9 + 5 + 1));
    expect(asked.filter(({ item, language }) => item.texts?.[language] === undefined)).toEqual([]);
    expect(asked.filter(({ text }) => partsOf(text).parts > 4).map(({ text }) => text)).toEqual([]);
  });

  it('ask nothing about safety by text, since phones are shared', () => {
    const byText = [...questionnaires.values()].flatMap(textedItems).map(({ code }) => code);

    expect(byText.filter((code) => /safe|hurt|insult|threaten|scream|partner/.test(code))).toEqual([]);
  });

  it.each([
    ['a text where the wording is not free', 'EPDS', { frame: { en: '{item}' } }, 'the wording is not free'],
    ['a frame without its item', 'PHQ-2', { frame: { en: 'How often?' } }, 'frame/en: {item} is missing'],
    ['a skip that is an answer', 'PHQ-2', { skipWith: 3 }, 'item interest: 3 is an answer to it'],
    [
      'an unknown follower',
      'PHQ-2',
      { next: { questionnaire: 'PHQ-9', bands: ['bad'], unanswered: { kind: 'mood', level: 'routine' } } },
      'no band is called bad',
    ],
    ['an unknown field', 'PHQ-2', { colour: 'red' }, 'colour'],
  ])('are refused with %s', (_, id, change, fault) => {
    expect(spoiled(id, change)).toThrow(fault);
  });

  it('are refused where a higher band is less alarming, or an item is unknown to the scoring', () => {
    const scoring = structuredClone(questionnaires.get('PHQ-9')?.scoring);
    const bands = [...(scoring?.bands ?? []), { id: 'odd', from: 25, positive: false }];

    expect(spoiled('PHQ-9', { scoring: { ...scoring, bands } })).toThrow('odd is not positive, and severe below it is');
    expect(spoiled('PHQ-9', { scoring: { ...scoring, subscales: [{ id: 'x', items: ['no'], of: 'sum' }] } })).toThrow(
      'no item is called no',
    );
  });
});

describe('what a programme says about screening', () => {
  it('is complete where it is shipped', () => {
    expect(screeningFaults(programme, questionnaires)).toEqual([]);
  });

  it('offers nothing without somewhere to send her', () => {
    const { mood } = programme.operations.screening.referralPaths;

    expect(screeningFaults(withScreening({ referralPaths: { ...(mood && { mood }) } }), questionnaires)).toEqual([
      '#/operations/screening/offers/needs-week-8: SOCIAL-NEEDS needs a referral path, and referralPaths/socialNeed is missing',
    ]);
  });

  it('offers by text only what may be sent, and what it uses', () => {
    const offer = { id: 'epds', questionnaire: 'EPDS', after: { is: 'birth' as const, days: 40 }, closesAfterDays: 5 };

    expect(screeningFaults(withScreening({ offers: [offer] }), questionnaires).join()).toContain('the wording of EPDS is not free');
    expect(screeningFaults(withScreening({ offers: [offer], questionnaires: [] }), questionnaires).join()).toContain('not among');
    expect(screeningFaults(withScreening({ questionnaires: ['PHQ-2'], offers: [] }), questionnaires).join()).toContain('PHQ-9 follows');
    expect(screeningFaults(withScreening({ questionnaires: ['X'], offers: [] }), questionnaires).join()).toContain('got X, there are');
  });
});
