import { readFileSync } from 'node:fs';
import { parseOperations } from '../../../functions/policy/index.ts';
import { loadProgrammes } from '../../../functions/policy/load.ts';
import { MessageTemplateId } from '../../../functions/policy/schema/message-templates.ts';

const LANGUAGES = ['en', 'fr', 'sw', 'hi', 'ar'];
const FILE = 'functions/policy/programmes/operations/standard.json';

type Json = Record<string, unknown>;
const standard = (): Json => JSON.parse(readFileSync(FILE, 'utf8')) as Json;
const within = (json: Json, ...path: readonly string[]): Json => path.reduce<Json>((inner, key) => inner[key] as Json, json);

/** What is said about the shared operations after a change of them. */
const faultAfter = (change: (operations: Json) => void): string => {
  const operations = standard();
  change(operations);
  try {
    parseOperations(operations);
    return 'no fault';
  } catch (error) {
    return (error as Error).message;
  }
};
const withText = (id: string, language: string, text: string) => (operations: Json) => {
  within(operations, 'messages', id, 'texts')[language] = text;
};

describe('the messages of the default programme', () => {
  const { messages, messageSets } = loadProgrammes('functions/policy/programmes').get('DEFAULT')?.operations ?? {};

  it.each(MessageTemplateId.options)('has %s in five languages', (id) => {
    expect(Object.keys(messages?.[id].texts ?? {})).toEqual(expect.arrayContaining(LANGUAGES));
  });

  it('has every text of its sets in five languages, each with its source', () => {
    const incomplete = Object.entries(messageSets?.texts ?? {}).filter(
      ([, { texts, source }]) => !LANGUAGES.every((language) => language in texts) || source === '',
    );

    expect(Object.keys(messageSets?.texts ?? {}).length).toBeGreaterThanOrEqual(22);
    expect(incomplete.map(([id]) => id)).toEqual([]);
  });

  it('has a set for every age at registration, before birth and after it', () => {
    const ages = (anchor: string) =>
      (messageSets?.sets ?? []).filter((set) => set.anchor === anchor).map(({ fromDay, toDay }) => [fromDay, toDay] as const);

    expect(ages('lastMenstrualPeriod')).toEqual([
      [0, 209],
      [210, 251],
      [252, 308],
    ]);
    expect(ages('birth')).toEqual([[0, 730]]);
  });
});

describe('a template is refused', () => {
  it.each([
    [
      'a variable is not used in one language',
      withText('contactReminder', 'fr', 'Rappel : le {date}.'),
      /contactReminder\/texts\/fr: \{worker\} is declared and not used/,
    ],
    [
      'a variable is unknown',
      withText('contactReminder', 'sw', '{date} {worker} {mood}'),
      /contactReminder\/texts\/sw: \{mood\} is not a declared/,
    ],
    ['it takes too many parts', withText('transferred', 'en', `{worker} ${'a'.repeat(300)}`), /transferred\/texts\/en: takes 3 parts/],
    ['a letter outside GSM-7 makes it too long', withText('transferred', 'en', `{worker} “${'a'.repeat(290)}`), /takes 5 parts .*UCS-2/],
    [
      'it names what nobody else may read',
      withText('transferred', 'en', '{worker} will talk about HIV'),
      /transferred\/texts\/en: "HIV" may not stand/,
    ],
    ['it does so in another language and case', withText('transferred', 'hi', '{worker} गर्भपात'), /transferred\/texts\/hi: "गर्भपात"/],
    [
      'it is clinical and nobody signed it',
      (json: Json) => (within(json, 'messages', 'transferred')['clinical'] = true),
      /transferred\/signOff/,
    ],
    ['its topic is unknown', (json: Json) => (within(json, 'messages', 'transferred')['topic'] = 'weather'), /no topic is called weather/],
  ])('when %s', (_, change, fault) => {
    expect(faultAfter(change)).toMatch(fault);
  });

  it('not when such a word is only a part of another one, or is excepted with a reason', () => {
    expect(faultAfter(withText('transferred', 'en', '{worker} works in Hivland'))).toBe('no fault');
    expect(
      faultAfter((json) => {
        withText('transferred', 'en', '{worker} HIV')(json);
        within(json, 'texting')['wordExceptions'] = [{ text: 'transferred', word: 'HIV', reason: 'asked for by the ministry' }];
      }),
    ).toBe('no fault');
  });

  it('when a set names a text that is not there, goes back in time, or shares an age with another', () => {
    const inFirstSet = (change: (set: Json) => void) =>
      faultAfter((json) => {
        const [first] = within(json, 'messageSets')['sets'] as readonly Json[];
        if (first !== undefined) change(first);
      });
    const withEntry = (place: number, more: object) => (set: Json) => {
      set['entries'] = (set['entries'] as readonly object[]).map((entry, at) => (at === place ? { ...entry, ...more } : entry));
    };

    expect(inFirstSet(withEntry(0, { text: 'nothing' }))).toMatch(/antenatal has no text nothing/);
    expect(inFirstSet(withEntry(3, { day: 1 }))).toMatch(/which is not after the entry before it/);
    expect(inFirstSet((set) => (set['toDay'] = 230))).toMatch(/antenatal-late and antenatal are for the same age/);
  });
});
