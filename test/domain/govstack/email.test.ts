import fc from 'fast-check';
import { isCallable, isPublicAddress } from '../../../functions/kernel/public-address.ts';
import { EmailRequest, recipientsOf } from '../../../functions/govstack/messaging/domain/email.ts';
import { afterTry, type Patience, type Verdict } from '../../../functions/govstack/messaging/domain/patience.ts';
import { answerOf, countsOf, isSettled, mayBecome, STATUSES, statusNamed } from '../../../functions/govstack/messaging/domain/status.ts';

const CONTENT = { title: 'Vaccination day', content: 'On Monday at nine.' };
const single = { recipientInfo: { email: 'customer@example.com' }, emailContent: CONTENT };
const batch = (text: string): EmailRequest =>
  EmailRequest.parse({ ...single, recipientInfo: { batchEmailAsBase64: Buffer.from(text).toString('base64') } });

describe('an e-mail', () => {
  it.each([
    ['two addresses in one', { recipientInfo: { email: 'a@example.com,b@example.com' } }],
    ['a header after the address', { recipientInfo: { email: 'a@example.com\r\nBcc: b@example.com' } }],
    ['a header in the title', { emailContent: { ...CONTENT, title: 'Hello\r\nBcc: b@example.com' } }],
    ['a header in the name of the sender', { senderInfo: { organisationName: 'Clinic\nBcc: b@example.com' } }],
    ['an address to answer to that is none', { senderInfo: { replyTo: 'nobody' } }],
    ['an empty title', { emailContent: { ...CONTENT, title: ' ' } }],
    ['another encoding', { emailContent: { ...CONTENT, encoding: 'latin1' } }],
    ['a callback without TLS', { callback: { URI: 'http://partner.example/callback' } }],
    ['a callback to this machine', { callback: { URI: 'https://127.0.0.1/callback' } }],
    ['a field that nobody knows', { priority: 'high' }],
  ])('is refused with %s', (_what, change) => {
    expect(EmailRequest.safeParse({ ...single, ...change }).success).toBe(false);
    expect(EmailRequest.safeParse(single).success).toBe(true);
  });
});

describe('a batch', () => {
  it.each([
    [
      'JSON as the definition shows it',
      '[{"recipientInfo":{"email":"a@example.com","name":"Ann"}},{"recipientInfo":{"email":"b@example.com"}}]',
    ],
    ['a JSON list of recipients', '[{"email":"a@example.com","name":"Ann"},{"email":"b@example.com"}]'],
    ['CSV', 'email,name\na@example.com,Ann\nb@example.com,\n'],
    ['CSV with a mark of byte order and Windows lines', '\uFEFFemail,name\r\na@example.com,Ann\r\nb@example.com,'],
  ])('is read from %s', (_what, text) => {
    expect(recipientsOf(batch(text))).toEqual({
      usable: [{ email: 'a@example.com', name: 'Ann' }, { email: 'b@example.com' }],
      unusable: [],
    });
  });

  it('tells the rows that it cannot use, and takes the others', () => {
    expect(recipientsOf(batch('email\na@example.com\nnobody\nb@example.com'))).toMatchObject({
      usable: [{ email: 'a@example.com' }, { email: 'b@example.com' }],
      unusable: [{ row: 2, reason: expect.stringContaining('email') as unknown }],
    });
  });

  it.each([
    ['nothing', '[]'],
    ['more than five hundred', `email\n${'a@example.com\n'.repeat(501)}`],
    ['no list', '{"email":'],
  ])('is refused with %s', (_what, text) => {
    expect(() => recipientsOf(batch(text))).toThrow();
  });

  it('never quotes what it could not read', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (text) => {
        try {
          recipientsOf(batch(`[${text}`));
        } catch (error) {
          expect((error as Error).message).toBe('is neither a JSON list nor CSV, in UTF-8');
        }
      }),
    );
  });
});

describe('what nobody takes', () => {
  const at = (hours: number) => new Date(Date.parse('2026-03-01T10:00:00.000Z') + hours * 3_600_000).toISOString();
  /** Tries once an hour where its time has come, as the sweep does; nothing is ever taken. @returns the hours of the tries, the last one being the end */
  const triesOf = (first: Verdict): readonly number[] => {
    const tries: number[] = [];
    let verdict = first;
    for (let hour = 0; hour < 100 && verdict.again !== 'never'; hour += 1) {
      while (verdict.again !== 'never' && verdict.patience.tryAt <= at(hour)) {
        tries.push(hour);
        verdict = afterTry(verdict.patience, 5, at(hour));
      }
    }
    return tries;
  };

  it('is tried by the queue three times in all, then after longer and longer pauses, and never after two days', () => {
    const first = afterTry(undefined, 5, at(0));
    const second = first.again === 'never' ? first : afterTry(first.patience, 5, at(0));
    const third = second.again === 'never' ? second : afterTry(second.patience, 5, at(0));

    expect([first.again, second.again, third.again]).toEqual(['now', 'now', 'later']);
    const hours = [...new Set(triesOf(third))];
    const pauses = hours.slice(1, -1).map((hour, place) => hour - (hours[place] ?? 0));
    expect(pauses).toEqual([...pauses].sort((left, right) => left - right));
    expect(hours.at(-1)).toBe(48);
  });

  it('begins its pauses anew when part of it was taken', () => {
    const long: Patience = { left: 5, since: at(0), tries: 2, pauses: 4, tryAt: at(40) };

    expect(afterTry(long, 3, at(40))).toMatchObject({ again: 'later', patience: { left: 3, since: at(40), pauses: 1 } });
    expect(afterTry(long, 5, at(48))).toEqual({ again: 'never' });
    expect(afterTry(long, 4, at(48))).toMatchObject({ again: 'later', patience: { since: at(48) } });
  });
});

describe('an address to be called back', () => {
  it.each([
    ['https://partner.example/callback', true],
    ['https://93.184.216.34/callback', true],
    ['http://partner.example/callback', false],
    ['https://partner.example:8443/callback', false],
    ['https://user:secret@partner.example/', false],
    ['https://localhost/', false],
    ['https://db.internal/', false],
    ['https://10.1.2.3/', false],
    ['https://169.254.169.254/latest/meta-data', false],
    ['https://0x7f000001/', false],
    ['https://[::1]/', false],
    ['https://[fd00::1]/', false],
    ['ftp://partner.example/', false],
    ['nonsense', false],
  ])('%s: %s', (uri, callable) => {
    expect(isCallable(uri)).toBe(callable);
  });

  it.each([
    ['::ffff:10.0.0.1', false],
    ['::ffff:8.8.8.8', false],
    ['::ffff:a00:1', false],
    ['2001:4860:4860::8888', true],
    ['192.168.1.1', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
  ])('that stands for %s is one of the internet: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});

describe('the status of messages', () => {
  it('goes forward, comes back from the sender once more, and may bounce after it was delivered', () => {
    const moves = STATUSES.flatMap((from) => STATUSES.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`));

    expect(moves).toEqual([
      'scheduled processing',
      'scheduled notSent',
      'processing scheduled',
      'processing deferred',
      'processing delivered',
      'processing bounced',
      'processing notSent',
      'deferred delivered',
      'deferred bounced',
      'deferred notSent',
      'delivered bounced',
    ]);
  });

  it.each([
    ['not sent', 'notSent'],
    ['not_sent', 'notSent'],
    ['notSent', 'notSent'],
    ['Bounced', 'bounced'],
    ['lost', undefined],
  ])('spelled %s is %s', (name, status) => {
    expect(statusNamed(name)).toBe(status);
  });

  it('is counted, and answered in the spelling of the question', () => {
    const counts = countsOf(['delivered', 'delivered', 'bounced', 'notSent']);

    expect(answerOf(counts, ['not sent', 'delivered'])).toEqual({ 'not sent': 1, delivered: 2 });
    expect(isSettled(counts)).toBe(true);
    expect(isSettled(countsOf(['delivered', 'deferred']))).toBe(false);
  });
});
