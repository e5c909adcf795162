import * as z from 'zod';
import { Id, LocalText } from './vocabulary.ts';

const Loinc = z
  .string()
  .regex(/^\d{1,6}-\d$/)
  .describe('LOINC code');

/** What is found calls a person, by the ladder of this kind and level. */
export const AlertRule = z.strictObject({
  kind: z.enum(['selfHarm', 'mood', 'abuse', 'socialNeed', 'other']),
  level: z.enum(['routine', 'urgent', 'emergency']),
});
export type AlertRule = z.infer<typeof AlertRule>;

/** How an item is answered: by a number, by the position of a printed option counted from 1, or by yes (1) and no (0). */
export const ItemAnswer = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.literal('number'),
    least: z.int().min(0),
    most: z.int().max(99),
    reversed: z.boolean().default(false).describe('true: the score is least + most - the answer'),
  }),
  z.strictObject({
    of: z.literal('choice'),
    options: z
      .array(z.strictObject({ label: z.string().min(1), score: z.int(), loinc: Loinc.optional() }))
      .min(2)
      .describe('in printed order; the label is a neutral name for staff'),
  }),
  z.strictObject({ of: z.literal('yesNo'), yes: z.int(), no: z.int().default(0) }),
]);
export type ItemAnswer = z.infer<typeof ItemAnswer>;

export const Item = z.strictObject({
  code: Id,
  name: z.string().min(1).describe('what it is about, in neutral words for staff; never the wording of an instrument that is not free'),
  loinc: Loinc.optional(),
  answer: ItemAnswer,
  channel: z.enum(['any', 'worker']).default('any').describe('worker: never asked by text, since phones are shared'),
  texts: LocalText.optional().describe('what she is asked; put in the place of {item} where the questionnaire has a frame'),
});
export type Item = z.infer<typeof Item>;

const Band = z.strictObject({
  id: Id,
  from: z.int().describe('the smallest total of the band'),
  positive: z.boolean().describe('somebody has to look after her'),
  alert: AlertRule.optional(),
});

const Subscale = z.strictObject({
  id: Id,
  loinc: Loinc.optional(),
  items: z.array(Id).min(1),
  of: z.enum(['sum', 'highest']),
  need: z
    .strictObject({ domain: Id, atLeast: z.int(), alert: AlertRule.optional() })
    .optional()
    .describe('a need in this domain is found from this score on, also when not all of its items were answered'),
});

const Trigger = z.strictObject({
  id: Id,
  item: Id,
  atLeast: z.int().describe('score of this one item, whatever the total'),
  alert: AlertRule,
});

/** An instrument: what is asked, how it is scored, and what follows from the score. */
export const QuestionnaireShape = z.strictObject({
  id: Id,
  version: z.string().min(1),
  name: z.string().min(1),
  loinc: Loinc.optional().describe('of the panel'),
  about: z.enum(['mood', 'socialNeed', 'functioning', 'satisfaction']),
  source: z.string().min(1).describe('where items and scoring were read'),
  unconfirmed: z.array(z.string()).default([]).describe('what no source confirms'),
  licence: z.strictObject({
    wording: z
      .enum(['free', 'own', 'cleared', 'notFree'])
      .describe('notFree: scoring only, no texts; cleared: a ministry filled the texts after clearing the rights'),
    note: z.string().min(1),
  }),
  referral: z.enum(['mood', 'socialNeed']).optional().describe('never offered where the programme has no such referral path'),
  afterLoss: z.boolean().describe('whether it is offered to a mother who lost the child or the pregnancy'),
  asksFirst: z.boolean().describe('by text she is asked first whether she wants to answer'),
  skipWith: z.int().min(0).max(99).optional().describe('the answer by which she would rather not say; absent: every item is answered'),
  frame: LocalText.optional().describe('a sentence around every item, with {item}'),
  items: z.array(Item).min(1),
  scoring: z.strictObject({
    total: z.enum(['sum', 'none']),
    totalLoinc: Loinc.optional(),
    missing: z
      .enum(['whole', 'answered'])
      .describe('whole: no total unless every item was answered; answered: the total is that of what was answered'),
    incomplete: AlertRule.optional().describe('raised when she ended without an answer to all and what there is, is not positive'),
    bands: z.array(Band).default([]).describe('by rising total'),
    subscales: z.array(Subscale).default([]),
    triggers: z.array(Trigger).default([]),
  }),
  next: z
    .strictObject({
      questionnaire: Id,
      bands: z.array(Id).min(1).describe('the bands after which it follows'),
      unanswered: AlertRule.describe('raised when the one that follows is not finished'),
    })
    .optional(),
});

type Shape = z.infer<typeof QuestionnaireShape>;

const repeated = (values: readonly string[]): readonly string[] => values.filter((value, place) => values.indexOf(value) !== place);

/** Every answer that an item takes. */
export const answersOf = ({ answer }: Pick<Item, 'answer'>): { readonly least: number; readonly most: number } => {
  switch (answer.of) {
    case 'number':
      return { least: answer.least, most: answer.most };
    case 'choice':
      return { least: 1, most: answer.options.length };
    case 'yesNo':
      return { least: 0, most: 1 };
  }
};

const itemFaults = ({ items, skipWith, licence, frame }: Shape): readonly string[] => [
  ...repeated(items.map(({ code }) => code)).map((code) => `two items are called ${code}`),
  ...items.flatMap((item) => {
    const { least, most } = answersOf(item);
    const texted = item.channel === 'any' && licence.wording !== 'notFree';
    return [
      ...(least < most ? [] : [`item ${item.code}: the least answer is not below the most`]),
      ...(skipWith !== undefined && skipWith >= least && skipWith <= most
        ? [`item ${item.code}: ${String(skipWith)} is an answer to it`]
        : []),
      ...(texted && item.texts?.['en'] === undefined ? [`item ${item.code}: the text in en is missing`] : []),
    ];
  }),
  ...(licence.wording === 'notFree' && (frame !== undefined || items.some(({ texts }) => texts !== undefined))
    ? ['the wording is not free: it has no texts until the rights are cleared']
    : []),
  ...Object.entries(frame ?? {})
    .filter(([, text]) => !text.includes('{item}'))
    .map(([language]) => `frame/${language}: {item} is missing`),
];

const scoringFaults = ({ items, scoring: { bands, subscales, triggers, total }, next }: Shape): readonly string[] => {
  const codes = new Set(items.map(({ code }) => code));
  const named = [...subscales.flatMap((scale) => scale.items), ...triggers.map(({ item }) => item)];
  return [
    ...named.filter((code) => !codes.has(code)).map((code) => `scoring: no item is called ${code}`),
    ...(total === 'none' && bands.length > 0 ? ['scoring/bands: there is no total that they could divide'] : []),
    ...bands.flatMap(({ id, from, positive }, place) => {
      const before = bands[place - 1];
      if (before === undefined) return [];
      return [
        ...(from > before.from ? [] : [`scoring/bands: ${id} does not begin above ${before.id}`]),
        ...(positive || !before.positive ? [] : [`scoring/bands: ${id} is not positive, and ${before.id} below it is`]),
      ];
    }),
    ...(next?.bands ?? []).filter((id) => !bands.some((band) => band.id === id)).map((id) => `next: no band is called ${id}`),
  ];
};

export const Questionnaire = QuestionnaireShape.superRefine((questionnaire, context) => {
  for (const message of [...itemFaults(questionnaire), ...scoringFaults(questionnaire)])
    context.addIssue({ code: 'custom', path: [], message });
});
export type Questionnaire = z.infer<typeof Questionnaire>;
