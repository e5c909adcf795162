import { verify } from 'node:crypto';
import { jest } from '@jest/globals';
import { allOf } from '../../../functions/casefile/files.ts';
import { Messages } from '../../../functions/messaging/records.ts';
import { aConsentedCase } from '../../support/consented-case.ts';
import { PartnerAgreements } from '../../../functions/govstack/partner-agreements.ts';
import { shelfWrite } from '../../../functions/govstack/shelf.ts';
import { keys } from '../../../functions/table/keys.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { aContext } from '../../support/world.ts';
import { AT, aMessagingBlock } from './messaging-world.ts';

const ALL = 'scheduled,processing,deferred,bounced,notSent,delivered';
const EMAIL = {
  callback: { URI: 'https://partner.example/callback' },
  senderInfo: { organisationName: 'Clinic', replyTo: 'clinic@example.com' },
  recipientInfo: { email: 'customer@example.com', emailCC: 'cc@example.com', emailBCC: 'bcc@example.com', name: 'Ann' },
  emailContent: { encoding: 'UTF-8', title: 'Vaccination day', content: 'On Monday at nine.' },
};
const batchOf = (...addresses: readonly string[]) => ({
  ...EMAIL,
  recipientInfo: { batchEmailAsBase64: Buffer.from(JSON.stringify(addresses.map((email) => ({ email })))).toString('base64') },
});

type Block = ReturnType<typeof aMessagingBlock>;

const send = async ({ call }: Block, body: unknown, path = '/send/email/single'): Promise<string> =>
  String((await call('POST', path, { body })).body['requestUid']);
const statusOf = async ({ call }: Block, requestUid: string, status = ALL) =>
  (await call('GET', '/status/email', { headers: { requestUid }, query: { status } })).body;
const none = { scheduled: 0, processing: 0, deferred: 0, bounced: 0, notSent: 0, delivered: 0 };

describe('an e-mail through the Messaging block', () => {
  it('is accepted, sent from our sender with the caller as the one to answer, and counted until it has arrived', async () => {
    const block = aMessagingBlock();
    const requestUid = await send(block, EMAIL);
    expect(await statusOf(block, requestUid)).toEqual({ ...none, scheduled: 1 });

    await block.work(requestUid);
    expect(await statusOf(block, requestUid)).toEqual({ ...none, processing: 1 });
    expect(block.sent).toEqual([
      {
        senderName: 'Clinic',
        replyTo: 'clinic@example.com',
        to: { address: 'customer@example.com', name: 'Ann' },
        cc: ['cc@example.com'],
        bcc: ['bcc@example.com'],
        subject: 'Vaccination day',
        text: 'On Monday at nine.',
        tags: { request: requestUid, email: '1' },
      },
    ]);
    await block.tell(requestUid, 1, 'Delivery');
    expect(await statusOf(block, requestUid)).toEqual({ ...none, delivered: 1 });
    expect(JSON.stringify(await block.world.table.all(keys.shelf('email', requestUid)))).not.toContain('@example.com');
  });

  it('is sent once, however often its fact arrives', async () => {
    const block = aMessagingBlock();
    const requestUid = await send(block, EMAIL);

    await block.work(requestUid);
    await block.work(requestUid);

    expect(block.sent).toHaveLength(1);
  });

  it('waits when the service takes none now, and goes out at the next try', async () => {
    let calls = 0;
    const block = aMessagingBlock(() => (++calls === 1 ? { state: 'tryAgain' } : { state: 'sent' }));
    const requestUid = await send(block, EMAIL);

    await expect(block.work(requestUid)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    expect(await statusOf(block, requestUid)).toEqual({ ...none, scheduled: 1 });
    await block.work(requestUid);

    expect(await statusOf(block, requestUid)).toEqual({ ...none, processing: 1 });
  });

  it.each([
    ['Bounce', 'bounced'],
    ['DeliveryDelay', 'deferred'],
    ['Reject', 'notSent'],
  ])('that meets a %s is counted as %s', async (eventType, status) => {
    const block = aMessagingBlock();
    const requestUid = await send(block, EMAIL);
    await block.work(requestUid);

    await block.tell(requestUid, 1, eventType);
    await block.tell(requestUid, 1, eventType);

    expect(await statusOf(block, requestUid)).toEqual({ ...none, [status]: 1 });
  });

  it('puts nothing of what it says, or to whom, into an event', async () => {
    const block = aMessagingBlock();
    const requestUid = await send(block, EMAIL);

    expect(JSON.stringify(await block.world.eventsOf(requestUid))).not.toMatch(/example\.com|Ann|Monday/);
  });

  it('is the same request when it is sent again under the same key, and another body is refused', async () => {
    const block = aMessagingBlock();
    const headers = { 'idempotency-key': 'key-1' };
    const first = await block.call('POST', '/send/email/single', { body: EMAIL, headers });

    const again = await block.call('POST', '/send/email/single', { body: EMAIL, headers });
    const other = await block.call('POST', '/send/email/single', { body: batchOf('b@example.com'), headers });

    expect(again.body['requestUid']).toBe(first.body['requestUid']);
    expect(other.status).toBe(422);
    expect(await statusOf(block, String(first.body['requestUid']))).toEqual({ ...none, scheduled: 1 });
  });
});

describe('a batch of e-mails', () => {
  it('reaches each recipient, tells the rows that it could not use, and counts what came of every one', async () => {
    const block = aMessagingBlock(({ to }) =>
      to.address === 'c@example.com' ? { state: 'refused', reason: 'MessageRejected' } : { state: 'sent' },
    );

    const answer = await block.call('POST', '/send/email/batch', {
      body: batchOf('a@example.com', 'nobody', 'b@example.com', 'c@example.com'),
    });
    const requestUid = String(answer.body['requestUid']);
    await block.work(requestUid);
    await block.tell(requestUid, 1, 'Delivery');
    await block.tell(requestUid, 2, 'Bounce');

    expect(answer.body['rejected']).toMatchObject([{ row: 2 }]);
    expect(block.sent.map(({ to }) => to.address)).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
    expect(await statusOf(block, requestUid)).toEqual({ ...none, delivered: 1, bounced: 1, notSent: 1 });
  });

  it('is counted exactly, in whatever order and however often it is heard of each, and told once', async () => {
    const block = aMessagingBlock();
    const requestUid = await send(
      block,
      batchOf(...Array.from({ length: 60 }, (_, at) => `a${String(at)}@example.com`)),
      '/send/email/batch',
    );
    await block.work(requestUid);
    const told = Array.from({ length: 60 }, (_, at) => [at + 1, at % 3 === 0 ? 'Bounce' : 'Delivery'] as const);

    await Promise.all([...told, ...told.toReversed()].map(([email, event]) => block.tell(requestUid, email, event)));

    expect(await statusOf(block, requestUid)).toEqual({ ...none, delivered: 40, bounced: 20 });
    expect((await block.world.factsOf(requestUid)).filter((fact) => fact === 'EmailsSettled.v1')).toHaveLength(1);
  });

  it('is settled without its e-mails being read', async () => {
    const block = aMessagingBlock();
    const requestUid = await send(block, batchOf('a@example.com', 'b@example.com'), '/send/email/batch');
    await block.work(requestUid);
    const read = jest.spyOn(block.world.table, 'all');

    await block.tell(requestUid, 1, 'Delivery');
    await block.tell(requestUid, 2, 'Delivery');

    expect(read.mock.calls.map(([pk]) => pk)).not.toContain(keys.shelf('email', requestUid));
    expect(await block.world.factsOf(requestUid)).toContain('EmailsSettled.v1');
  });

  it('has one e-mail for an address that stands in it twice, and tells the second row', async () => {
    const block = aMessagingBlock();

    const { body } = await block.call('POST', '/send/email/batch', { body: batchOf('a@example.com', 'b@example.com', 'A@example.com') });
    const requestUid = String(body['requestUid']);
    await block.work(requestUid);

    expect(block.sent.map(({ to }) => to.address)).toEqual(['a@example.com', 'b@example.com']);
    expect(body['rejected']).toEqual([{ row: 3, reason: 'email is that of row 1, which gets the one e-mail' }]);
    expect(await statusOf(block, requestUid)).toEqual({ ...none, processing: 2 });
  });

  it('that was taken before there were counts is counted by its e-mails', async () => {
    const block = aMessagingBlock();
    const requestUid = await send(block, batchOf('a@example.com', 'b@example.com'), '/send/email/batch');
    const { table } = block.world;
    const emails = await table.all(keys.shelf('email', requestUid));
    const counts = await table.all(keys.shelf('emailCounts', requestUid));
    await table.transact(
      [...emails.map(({ part: _part, ...email }) => ({ put: email })), ...counts.map(({ pk, sk }) => ({ remove: { pk, sk } }))],
      'as-before',
    );
    await block.work(requestUid);
    await block.tell(requestUid, 1, 'Delivery');

    expect(await statusOf(block, requestUid)).toEqual({ ...none, processing: 1, delivered: 1 });
  });

  it('of five hundred is kept whole before the first is sent', async () => {
    const block = aMessagingBlock();
    const addresses = Array.from({ length: 500 }, (_, place) => `a${String(place)}@example.com`);

    const requestUid = await send(block, batchOf(...addresses), '/send/email/batch');

    expect(await statusOf(block, requestUid)).toEqual({ ...none, scheduled: 500 });
    expect(await block.world.eventsOf(requestUid)).toHaveLength(20);
  });
});

describe('a batch in which nobody can be reached', () => {
  it('is refused by its rows, and nothing of it is kept', async () => {
    const block = aMessagingBlock();

    const answer = await block.call('POST', '/send/email/batch', { body: batchOf('nobody', 'nowhere') });

    const pointer = '#/body/recipientInfo/batchEmailAsBase64';
    const told = (row: number) => ({ pointer, detail: expect.stringContaining(`row ${String(row)}: email`) as unknown });
    expect(answer).toMatchObject({ status: 400, body: { errors: [told(1), told(2)] } });
    expect(await block.world.table.all(keys.shelf('emailRequest', 'all'))).toEqual([]);
  });

  it.each([
    ['/send/email/single', {}, 'must be a recipient with an email'],
    ['/send/sms/single', { phone: '+254700000001' }, 'must be a caseId'],
  ])('%s says what a recipient is', async (path, recipientInfo, detail) => {
    const body = path.includes('sms') ? { smsContent: { content: 'Hello' } } : { emailContent: EMAIL.emailContent };

    const answer = await aMessagingBlock().call('POST', path, { body: { ...body, recipientInfo } });

    expect(answer).toMatchObject({
      status: 400,
      body: {
        errors: [
          { pointer: expect.stringContaining('#/body/recipientInfo') as unknown, detail: expect.stringContaining(detail) as unknown },
        ],
      },
    });
  });
});

describe('whoever asked for e-mails', () => {
  it('is called back once when nothing is under way any more, with counts alone, signed', async () => {
    const block = aMessagingBlock();
    const requestUid = await send(block, batchOf('a@example.com', 'b@example.com'), '/send/email/batch');
    await block.work(requestUid);
    await block.tell(requestUid, 1, 'Delivery');
    expect(await block.world.factsOf(requestUid)).not.toContain('EmailsSettled.v1');
    await block.tell(requestUid, 2, 'Bounce');
    await block.tell(requestUid, 2, 'Bounce');
    await block.work(requestUid);

    expect(block.called).toHaveLength(1);
    const [{ uri, headers, body }] = block.called as [(typeof block.called)[number]];
    expect(uri).toBe('https://partner.example/callback');
    expect(JSON.parse(body)).toMatchObject({ requestUid, status: { ...none, delivered: 1, bounced: 1 } });
    const signed = Buffer.from(`${headers['nestling-timestamp'] ?? ''}.${body}`);
    expect(verify('sha256', signed, block.signer.pem, Buffer.from(headers['nestling-signature'] ?? '', 'base64'))).toBe(true);
  });

  it('is called back when its address is well again, once, and not for ever', async () => {
    let isUp = false;
    const blocks = [aMessagingBlock(undefined, undefined, () => isUp), aMessagingBlock(undefined, undefined, () => false)] as const;
    const sweep = async (from: number, to: number) => {
      for (let hour = from; hour <= to; hour += 1)
        for (const block of blocks) await block.sweep(new Date(Date.parse(AT) + hour * 3_600_000).toISOString());
    };
    for (const block of blocks) {
      const requestUid = await send(block, EMAIL);
      await block.work(requestUid);
      await block.tell(requestUid, 1, 'Delivery');
      await block.queue(requestUid);
    }

    await sweep(1, 20);
    const [triedBefore] = blocks.map(({ called }) => called.length);
    isUp = true;
    await sweep(21, 60);
    const tried = blocks.map(({ called }) => called.length);
    await sweep(61, 80);

    expect(tried[0]).toBe((triedBefore ?? 0) + 1);
    expect(blocks.map(({ called }) => called.length)).toEqual(tried);
    expect(blocks.map(({ deadLetters }) => deadLetters)).toEqual([[], []]);
  });

  it('may leave a reply with its request; another client finds neither', async () => {
    const block = aMessagingBlock();
    const requestUid = await send(block, EMAIL);
    const reply = { body: { meta: 'Meta-info', content: 'SGVsbG8=' }, headers: { requestUid } };

    expect(await block.call('POST', '/callback/email', reply)).toMatchObject({ status: 200, body: { requestUid } });
    expect(await block.call('POST', '/callback/email', { ...reply, client: 'other' })).toMatchObject({ status: 404 });
    expect(await block.call('GET', '/status/email', { headers: { requestUid }, query: { status: ALL }, client: 'other' })).toMatchObject({
      status: 404,
    });
  });

  it.each([
    ['no scope', { scopes: [] }, 403],
    ['no agreement', { scopes: ['messages.send'], client: 'partner' }, 403],
    ['no body', { body: undefined }, 400],
    ['a callback into our own network', { body: { ...EMAIL, callback: { URI: 'https://10.0.0.1/x' } } }, 400],
    ['a name that is no Unicode', { body: { ...EMAIL, senderInfo: { name: '\ud800' } } }, 400],
  ])('with %s is refused by what is wrong', async (_what, change, status) => {
    const block = aMessagingBlock();

    const answer = await block.call('POST', '/send/email/single', { body: EMAIL, ...change });

    expect(answer).toMatchObject({ status, body: { title: expect.any(String) as unknown } });
  });

  it.each([
    ['no API key', {}, 405],
    ['an API key', { api_key: 'abcdef12345' }, 200],
  ])('in a conformance suite, with %s, gets the one refusal of the definition: %s', async (_what, headers, status) => {
    const block = aMessagingBlock();

    const answer = await block.call('POST', '/send/email/single', {
      body: EMAIL,
      headers,
      scopes: ['messages.send', 'conformance.test', 'ministry'],
    });

    expect(answer.status).toBe(status);
  });
});

describe('a text through the Messaging block', () => {
  const toHer = (caseId: string, content = 'Please come on Monday.') => ({ recipientInfo: { caseId }, smsContent: { content } });
  const textsOf = async ({ world }: Block, caseId: string) => allOf(await world.files.open(caseId, aContext(AT)), Messages);

  it('goes to a mother by her case, through the queue of all texts', async () => {
    const block = aMessagingBlock();
    const caseId = await aConsentedCase(block.world);

    const answer = await block.call('POST', '/send/sms/single', { body: toHer(caseId) });

    expect(answer.status).toBe(200);
    expect(await textsOf(block, caseId)).toMatchObject([
      { template: 'campaign', state: expect.stringMatching(/queued|scheduled/) as unknown },
    ]);
    const requestUid = String(answer.body['requestUid']);
    expect((await block.call('GET', '/status/sms', { headers: { requestUid }, query: { status: ALL } })).body).toEqual({
      ...none,
      scheduled: 1,
    });
  });

  it('is not sent to a mother who does not consent to messages', async () => {
    const block = aMessagingBlock();
    const caseId = await aConsentedCase(block.world, { purposes: ['programme'] });

    const { body } = await block.call('POST', '/send/sms/single', { body: toHer(caseId) });

    const headers = { requestUid: String(body['requestUid']) };
    expect((await block.call('GET', '/status/sms', { headers, query: { status: 'notSent' } })).body).toEqual({ notSent: 1 });
  });

  it("is not a partner's to send to a mother whom somebody else registered; a batch tells her row", async () => {
    const block = aMessagingBlock();
    const agreement = { client: 'partner', blocks: ['messaging' as const], from: parsePlainDate('2026-01-01') };
    await block.world.table.transact([shelfWrite(PartnerAgreements, agreement)], 'agreement');
    const caseId = await aConsentedCase(block.world);
    const own = await aConsentedCase(block.world, {
      registeredBy: { client: 'partner', channel: 'partner' },
    });
    const partner = { client: 'partner', scopes: ['messages.send'] };
    const batchSmsAsBase64 = Buffer.from(JSON.stringify([{ caseId }, { caseId: own }])).toString('base64');

    const one = await block.call('POST', '/send/sms/single', { ...partner, body: toHer(caseId) });
    const many = await block.call('POST', '/send/sms/batch', {
      ...partner,
      body: { recipientInfo: { batchSmsAsBase64 }, smsContent: { content: 'Hello' } },
    });

    expect(one).toMatchObject({ status: 403, body: { type: 'urn:nestling:problem:case-of-another-partner' } });
    expect(many).toMatchObject({ status: 200, body: { rejected: [{ row: 1, reason: 'CaseOfAnotherPartner' }] } });
    expect(await textsOf(block, caseId)).toEqual([]);
    expect(await textsOf(block, own)).toHaveLength(1);
    expect(await block.world.table.all(keys.refusals('partner'))).toMatchObject(
      ['single', 'batch'].map((path) => ({ where: `POST /govstack/messaging/send/sms/${path}`, problem: 'CaseOfAnotherPartner' })),
    );
  });

  it('is not written about a record that was erased', async () => {
    const block = aMessagingBlock();
    const caseId = await aConsentedCase(block.world, { erasedOn: parsePlainDate('2026-02-01') });

    expect(await block.call('POST', '/send/sms/single', { body: toHer(caseId) })).toMatchObject({
      status: 410,
      body: { type: 'urn:nestling:problem:record-erased' },
    });
    expect(await textsOf(block, caseId)).toEqual([]);
  });

  it('to nobody whom a partner may text is refused as a whole, by the reason of the last', async () => {
    const block = aMessagingBlock();
    const agreement = { client: 'partner', blocks: ['messaging' as const], from: parsePlainDate('2026-01-01') };
    await block.world.table.transact([shelfWrite(PartnerAgreements, agreement)], 'agreement');
    const ids = [await aConsentedCase(block.world), await aConsentedCase(block.world)];
    const batchSmsAsBase64 = Buffer.from(JSON.stringify(ids.map((caseId) => ({ caseId })))).toString('base64');

    const answer = await block.call('POST', '/send/sms/batch', {
      client: 'partner',
      scopes: ['messages.send'],
      body: { recipientInfo: { batchSmsAsBase64 }, smsContent: { content: 'Hello' } },
    });

    expect(answer).toMatchObject({ status: 403, body: { type: 'urn:nestling:problem:case-of-another-partner' } });
  });

  it.each([
    ['a phone', { recipientInfo: { phone: '+254700000001' }, smsContent: { content: 'Hello' } }, '#/body/recipientInfo'],
    ['a word that stands for a code', toHer('7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77', 'challenge:1'), '#/body/smsContent/content'],
    ['two lines', toHer('7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77', 'a\nb'), '#/body/smsContent/content'],
  ])('is refused with %s', async (_what, body, pointer) => {
    const answer = await aMessagingBlock().call('POST', '/send/sms/single', { body });

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });
});
