import fc from 'fast-check';
import { Intent } from '../../../functions/casefile/inbound.ts';
import type { Question } from '../../../functions/casefile/question.ts';
import { isDanger, understand, type Reading } from '../../../functions/conversations/domain/understand.ts';
import { shippedProgrammes } from '../../support/builders.ts';

const { operations, languages } = shippedProgrammes.get('DEFAULT');
const AT = '2026-03-01T10:00:00.000Z';

const question = (kind: Question['kind'], answer: Question['answer'], subjectId = 'ANC-2'): Question => ({
  questionId: '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77',
  kind,
  subjectId,
  askedAt: AT,
  expiresAt: '2026-03-02T10:00:00.000Z',
  answer,
});
const VISIT = question('visit', { of: 'yesNo' });
const ITEM = question('screenItem', { of: 'number', least: 0, most: 3 }, 'phq2#1');

const read = (text: string, questions: readonly Question[] = [], country = 'IN') => {
  const reading: Reading = { conversations: operations.conversations, country, languages, questions };
  return understand(text, reading);
};
const intentOf = (text: string, questions: readonly Question[] = []): Intent => read(text, questions).intent;

const pressure = (systolic: number, diastolic: number, ...symptoms: string[]): Intent => ({
  is: 'bloodPressure',
  systolic,
  diastolic,
  symptoms,
});

describe('a text with a blood pressure', () => {
  it.each<[string, Intent]>([
    ['150/95', pressure(150, 95)],
    [' 150 / 95 ', pressure(150, 95)],
    ['bp 150 95', pressure(150, 95)],
    ['BP150/95', pressure(150, 95)],
    ['BP: 150-95', pressure(150, 95)],
    ['150 95', pressure(150, 95)],
    ['my bp is 150 over 95', pressure(150, 95)],
    ['150 95 headache', pressure(150, 95, 'headache')],
    ['165/112, headache and blurred vision', pressure(165, 112, 'headache', 'visual_disturbance')],
    ['150/95 no headache', pressure(150, 95)],
    ['150\n95', pressure(150, 95)],
    ['ta 150/95 mal de tête', pressure(150, 95, 'headache')],
    ['tension 150 sur 95', pressure(150, 95)],
    ['presha 150 95 kichwa kinauma', pressure(150, 95, 'headache')],
    ['१५०/९५', pressure(150, 95)],
    ['बीपी १५० ९५ सिरदर्द', pressure(150, 95, 'headache')],
    ['١٥٠/٩٥', pressure(150, 95)],
    ['ضغطي ١٥٠ على ٩٥ صداع', pressure(150, 95, 'headache')],
    ['۱۵۰/۹۵', pressure(150, 95)],
    ['１５０／９５', pressure(150, 95)],
    ['1500/95', pressure(1500, 95)],
  ])('%j is a reading', (text, expected) => {
    expect(intentOf(text)).toEqual(expected);
  });

  it.each(['25/12/2026', '12.05.2026', 'I have 150 goats and 95 sheep', '150', '98'])('%j is none', (text) => {
    expect(intentOf(text).is).not.toBe('bloodPressure');
  });
});

describe('a text that tells of danger', () => {
  it.each<[string, readonly string[]]>([
    ['headache', ['headache']],
    ['help me I am bleeding', ['heavy_bleeding']],
    ['no. bleeding a lot', ['heavy_bleeding']],
    ['bleeding not stopping', ['heavy_bleeding']],
    ['stop, I have chest pain', ['chest_pain']],
    ["j'ai mal à la tête et je saigne", ['headache', 'heavy_bleeding']],
    ['natokwa na damu', ['heavy_bleeding']],
    ['मुझे तेज़ बुखार है', ['fever']],
    ['عندي نزيف', ['heavy_bleeding']],
    ['I want to die', ['self_harm']],
    ['baby not feeding and fever', ['fever', 'newbornNotFeeding']],
  ])('%j names %j', (text, symptoms) => {
    const intent = intentOf(text, [VISIT]);

    expect(intent).toMatchObject({ is: 'symptom' });
    expect(intent.is === 'symptom' ? [...intent.symptoms].sort() : []).toEqual([...symptoms].sort());
  });

  it.each([
    'I lost my baby',
    'my baby died',
    'fausse couche',
    "j'ai perdu mon bébé",
    'mtoto wangu amefariki',
    'मेरा बच्चा मर गया',
    'توفي طفلي',
  ])('%j is a loss, whatever she was asked', (text) => {
    expect(intentOf(text, [VISIT, ITEM])).toEqual({ is: 'loss' });
  });

  it('is read by a person too where it names a symptom and a loss', () => {
    expect(read('lost my baby, bleeding')).toEqual({ intent: { is: 'symptom', symptoms: ['heavy_bleeding'] }, forPerson: true });
  });

  it('is for a person where a symptom is denied, and never taken for a no', () => {
    expect(read('no fever', [VISIT])).toEqual({ intent: { is: 'unclear' }, forPerson: true });
  });
});

describe('an answer', () => {
  const answered = (questionOf: Question, value: number): Intent => ({
    is: 'answer',
    questionId: questionOf.questionId,
    kind: questionOf.kind,
    subjectId: questionOf.subjectId,
    value,
  });

  it.each<[string, number]>([
    ['1', 1],
    ['yes', 1],
    ['YES!', 1],
    ['2', 0],
    ['No', 0],
    ['oui', 1],
    ['non', 0],
    ['ndiyo', 1],
    ['hapana', 0],
    ['हाँ', 1],
    ['नहीं', 0],
    ['نعم', 1],
    ['لا', 0],
    ['१', 1],
    ['٢', 0],
  ])('%j to "did you go?" is %i', (text, value) => {
    expect(intentOf(text, [VISIT])).toEqual(answered(VISIT, value));
  });

  it.each([0, 1, 2, 3])('%i to an item of a screen is the number itself', (value) => {
    expect(intentOf(String(value), [ITEM, VISIT])).toEqual(answered(ITEM, value));
  });

  it('goes to the latest question that it fits', () => {
    expect(intentOf('yes', [ITEM, VISIT])).toEqual(answered(VISIT, 1));
    expect(intentOf('2', [VISIT, ITEM])).toEqual(answered(VISIT, 0));
  });

  it.each(['no', 'نعم', '7', '100', 'thanks'])('is none where a number is asked: %j, and no person has to read it', (text) => {
    const { questionId, kind } = ITEM;

    expect(read(text, [ITEM])).toEqual({ intent: { is: 'misfit', questionId, kind }, forPerson: false });
  });

  it('is none in a word that nobody knows; a person reads that too, and every sentence', () => {
    expect(read('terrible', [ITEM])).toEqual({ intent: expect.objectContaining({ is: 'misfit' }) as Intent, forPerson: true });
    expect(read('the nurse was rude', [ITEM])).toEqual({ intent: { is: 'unclear' }, forPerson: true });
    expect(intentOf('stop', [ITEM])).toEqual({ is: 'stop' });
    expect(intentOf('no', [VISIT, ITEM])).toEqual(answered(VISIT, 0));
  });

  it('is no answer where nothing was asked: she is told what she can say', () => {
    expect(['1', 'yes', 'no', '7'].map((text) => intentOf(text).is)).toEqual(['help', 'help', 'help', 'help']);
  });

  it('is no answer where a reading is meant', () => {
    expect(intentOf('150/95', [ITEM])).toEqual(pressure(150, 95));
  });
});

describe('a wish', () => {
  it.each<[string, Intent]>([
    ['STOP', { is: 'stop' }],
    ['stopall', { is: 'stop' }],
    ['Unsubscribe', { is: 'stop' }],
    ['CANCEL', { is: 'stop' }],
    ['end', { is: 'stop' }],
    ['quit', { is: 'stop' }],
    ['ARRÊT', { is: 'stop' }],
    ['Arret', { is: 'stop' }],
    ['acha', { is: 'stop' }],
    ['रोकें', { is: 'stop' }],
    ['توقف', { is: 'stop' }],
    ['stop reminders', { is: 'stopSome', topic: 'reminders' }],
    ['arret conseils', { is: 'stopSome', topic: 'education' }],
    ['START', { is: 'start' }],
    ['reprendre', { is: 'start' }],
    ['help', { is: 'help' }],
    ['aide', { is: 'help' }],
    ['msaada', { is: 'help' }],
    ['मदद', { is: 'help' }],
    ['مساعدة', { is: 'help' }],
    ['account', { is: 'account' }],
    ['compte', { is: 'account' }],
    ['خاتا', { is: 'unclear' }],
    ['खाता', { is: 'account' }],
    ['حسابي', { is: 'account' }],
    ['consent', { is: 'consent' }],
    ['ridhaa', { is: 'consent' }],
    ['Withdraw consent', { is: 'withdraw' }],
    ['je retire mon accord', { is: 'withdraw' }],
    ['ondoa', { is: 'stop' }],
    ['सहमति वापस लें', { is: 'withdraw' }],
    ['forget me', { is: 'forget' }],
    ['who looked at my record?', { is: 'accesses' }],
    ['qui a vu mon dossier', { is: 'accesses' }],
    ['nani ameona rekodi yangu', { is: 'accesses' }],
    ['किसने देखा', { is: 'accesses' }],
    ['من اطلع على سجلي', { is: 'accesses' }],
    ['English', { is: 'language', language: 'en' }],
    ['langue français', { is: 'language', language: 'fr' }],
    ['lugha kiswahili', { is: 'language', language: 'sw' }],
    ['हिंदी', { is: 'language', language: 'hi' }],
    ['हिन्दी', { is: 'language', language: 'hi' }],
    ['العربية', { is: 'language', language: 'ar' }],
    ['number 98765 43211', { is: 'phone', phone: '+919876543211' }],
    ['my new number +91 98765-43211', { is: 'phone', phone: '+919876543211' }],
    ['नया नंबर ९८७६५४३२११', { is: 'phone', phone: '+919876543211' }],
    ['complaint: the nurse asked for money', { is: 'complaint' }],
    ['plainte argent non reçu', { is: 'complaint' }],
    ['malalamiko pesa', { is: 'complaint' }],
    ['शिकायत', { is: 'complaint' }],
    ['شكوى', { is: 'complaint' }],
  ])('%j is %j', (text, expected) => {
    expect(intentOf(text)).toEqual(expected);
  });

  it.each(['please stop by my house', 'the number 12', 'what time do you open', 'language klingon', '', '   ', '🙂', '???'])(
    '%j is for a person',
    (text) => {
      expect(read(text)).toEqual({ intent: { is: 'unclear' }, forPerson: true });
    },
  );
});

describe('any text at all', () => {
  const junk = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('utf16le')),
    fc.constantFrom('\ud800', '\udfff\ud800', '\u202e150/95', '0'.repeat(2000), '/'.repeat(500), '1 '.repeat(800)),
  );

  it('is understood as something that can be kept, without an error', () => {
    fc.assert(
      fc.property(junk, fc.constantFrom([], [VISIT], [ITEM], [ITEM, VISIT]), (text, questions) => {
        const understood = read(text, questions);
        expect(Intent.parse(understood.intent)).toEqual(understood.intent);
        expect(understood.forPerson || understood.intent.is !== 'unclear').toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it('keeps its danger, whatever stands around it', () => {
    const words = Object.values(operations.conversations.symptoms).flatMap((lists) => Object.values(lists).flat());
    const around = fc.string({ unit: fc.constantFrom('a', 'z', 'ب', 'क', ' ', ',', '\n', '1', '/'), maxLength: 12 });
    fc.assert(
      fc.property(around, fc.constantFrom(...words), around, (before, word, behind) => {
        const understood = read(`${before} , ${word} , ${behind}`, [VISIT, ITEM]);
        expect(isDanger(understood) || understood.forPerson).toBe(true);
        expect(['symptom', 'bloodPressure']).toContain(understood.intent.is);
      }),
      { numRuns: 1_000 },
    );
  });
});
