import { createHash, createHmac, verify } from 'node:crypto';
import type { ConsentRegisterPort } from '../../../functions/partners/consent-register.ts';
import { ConsentRegisterConfiguration } from '../../../functions/partners/http/consent-configuration.ts';
import { consentClient } from '../../../functions/partners/http/consent-client.ts';
import type { FaultInput } from '../../../infra/local/partners/faults.ts';
import { startPartners, type RunningPartners } from '../../../infra/local/partners/start-partners.ts';
import { aSigner } from '../../support/signer.ts';

const AT = '2026-03-01T08:00:00.000Z';
const AGREEMENT = 'da-verification';
const PERSON = { personId: '5f0e7c1a-54a4-4d0b-9a38-0d1f3a2b4c5d', nationalId: 'IN-53-0001' };
const refusing = (name: string) => expect.objectContaining({ name }) as Error;
const call = { at: AT, correlationId: 'corr-1', idempotencyKey: 'key-1' };

describe("the client of a country's consent block", () => {
  let sandbox: RunningPartners;
  const heard: { url: string; body: string }[] = [];
  const signer = aSigner();
  const signature = { artifact: 'paper: scan-1', keyId: 'key-1', sign: (digest: string) => signer.sign(digest), at: AT };

  const clientWith = (changes: Record<string, unknown> = {}): ConsentRegisterPort =>
    consentClient(ConsentRegisterConfiguration.parse({ ...sandbox.consentSettings, ...changes }), {
      fetch: (input, init) => {
        heard.push({ url: typeof input === 'string' ? input : '', body: typeof init?.body === 'string' ? init.body : '' });
        return fetch(input, init);
      },
    });
  const fault = (given: FaultInput) => sandbox.control.setFault(given);
  const given = async (register = clientWith()) => {
    const individualId = await register.individualOf(PERSON, call);
    return { register, individualId, record: await register.give(individualId, AGREEMENT, signature, call) };
  };

  beforeEach(async () => {
    heard.length = 0;
    sandbox = await startPartners({ now: () => Date.parse(AT) });
  });
  afterEach(() => sandbox.stop());

  it('makes a mother known once, and no address ever holds her national identifier', async () => {
    const { register, individualId } = await given();

    expect(await register.individualOf(PERSON, call)).toBe(individualId);
    expect(sandbox.control.calls()['consent.individual']).toBe(1);
    expect(heard.some(({ body }) => body.includes(PERSON.nationalId))).toBe(true);
    expect(heard.filter(({ url }) => url.includes(PERSON.nationalId))).toEqual([]);
  });

  it('names a mother without a national identifier, and every mother where the block shall not know it, by our own id', async () => {
    const register = clientWith({ individual: {} });

    await register.individualOf(PERSON, call);

    expect(heard.at(-1)?.body).toContain(`"externalId":"${PERSON.personId}","externalIdType":"nestling"`);
    expect(heard.every(({ body }) => !body.includes(PERSON.nationalId))).toBe(true);
  });

  it('stops looking through a list that is longer than it may read', async () => {
    const register = clientWith({ individual: { pageSize: 1, pages: 1 } });
    await register.individualOf({ personId: 'another' }, call);

    await expect(register.individualOf(PERSON, call)).rejects.toMatchObject({ name: 'PartnerAnswerInvalid' });
  });

  it('signs what the block drafted, so that anybody can verify it with our public key', async () => {
    const { record } = await given();

    const [kept] = sandbox.control.consents();
    expect(kept).toMatchObject({ id: record.recordId, optIn: true, state: 'signed', dataAgreementId: AGREEMENT });
    const { payload, signature: signed } = kept?.signature as { payload: string; signature: string };
    const digest = createHash('sha256').update(payload).digest('hex');
    expect(verify('sha256', Buffer.from(digest), signer.pem, Buffer.from(signed, 'base64'))).toBe(true);
    expect(JSON.parse(payload)).toMatchObject({ verificationArtifact: 'paper: scan-1', verificationSignedBy: 'key-1' });
  });

  it.each<[string, FaultInput]>([
    ['its answer was lost', { target: 'consent.pair', kind: 'lostAnswer', times: 1 }],
    ['it was refused after it took effect', { target: 'consent.pair', kind: 'refuse', status: 503, takesEffect: true, times: 1 }],
  ])('makes no second record when the pair is given again because %s', async (_why, struck) => {
    fault(struck);
    const register = clientWith();
    const individualId = await register.individualOf(PERSON, call);
    await expect(register.give(individualId, AGREEMENT, signature, call)).rejects.toMatchObject({ name: 'PartnerUnavailable' });

    const record = await register.give(individualId, AGREEMENT, signature, call);

    expect(sandbox.control.consents()).toMatchObject([{ id: record.recordId, optIn: true, state: 'signed' }]);
  });

  it('says no in the record that said yes, once, and yes in it again with a new signature', async () => {
    const { register, individualId, record } = await given();

    await register.withdraw(individualId, record.recordId, call);
    await register.withdraw(individualId, record.recordId, call);
    expect(await register.verify(record.recordId, call)).toMatchObject({ optIn: false });
    expect(sandbox.control.calls()['consent.update']).toBe(1);

    const again = await register.give(individualId, AGREEMENT, signature, call);
    expect(again.recordId).toBe(record.recordId);
    expect(await register.verify(record.recordId, call)).toMatchObject({ optIn: true, isSigned: true });
  });

  it('has an individual forgotten where the settings say so, and a repeat finds nobody', async () => {
    const { register, individualId } = await given();

    await clientWith({ forget: 'withdraw' }).forget(individualId, call);
    expect(sandbox.control.consents()).toHaveLength(1);
    await register.forget(individualId, call);
    await register.forget(individualId, call);

    expect(sandbox.control.consents()).toEqual([]);
  });

  it('does not take a refusal for the forgetting of somebody whom the block knows', async () => {
    const { register, individualId } = await given();
    fault({ target: 'consent.forget', kind: 'refuse', status: 400, times: 1 });

    await expect(register.forget(individualId, call)).rejects.toMatchObject({ name: 'PartnerAnswerInvalid' });
  });

  it('makes another record when the agreement has another revision', async () => {
    const { register, individualId, record } = await given();
    sandbox.control.reviseAgreement(AGREEMENT);

    const again = await register.give(individualId, AGREEMENT, signature, call);

    expect(again.recordId).not.toBe(record.recordId);
    expect(again.revisionHash).toBe(await register.revisionInForce(AGREEMENT, call));
    expect(await register.recordsOf(individualId, AGREEMENT, call)).toHaveLength(2);
  });

  it('knows no record that the block refuses to show', async () => {
    expect(await clientWith().verify('CR-nobody', call)).toBeUndefined();
  });

  it.each<[string, FaultInput, string]>([
    ['down', { target: 'consent', kind: 'down' }, 'PartnerUnavailable'],
    ['busy', { target: 'consent', kind: 'refuse', status: 503 }, 'PartnerUnavailable'],
    ['slow', { target: 'consent', kind: 'slow', delayMs: 400 }, 'PartnerUnavailable'],
    ['cut off from the mediator', { target: 'consent', kind: 'mediator' }, 'PartnerUnavailable'],
    ['no JSON', { target: 'consent', kind: 'garbage' }, 'PartnerAnswerInvalid'],
    ['of another shape', { target: 'consent', kind: 'garbage', form: 'wrongShape' }, 'PartnerAnswerInvalid'],
    ['about another record', { target: 'consent.verify', kind: 'wrong' }, 'PartnerAnswerInvalid'],
  ])('says so when the block is %s', async (_what, struck, name) => {
    const { record } = await given();
    fault(struck);

    await expect(clientWith({ timeoutMs: 100 }).verify(record.recordId, call)).rejects.toMatchObject({ name });
  });

  it('refuses a pair that comes back about somebody else', async () => {
    const register = clientWith();
    const individualId = await register.individualOf(PERSON, call);
    fault({ target: 'consent.pair', kind: 'wrong', times: 1 });

    await expect(register.give(individualId, AGREEMENT, signature, call)).rejects.toMatchObject({ name: 'PartnerAnswerInvalid' });
  });

  describe('takes a notification', () => {
    const body = JSON.stringify({ data: { who: 'IND-1' } });
    const callback = {
      secret: { value: 'shared' },
      signatureHeader: 'X-Consent-Signature',
      timestampHeader: 'X-Consent-Time',
      individual: '/data/who',
    };
    const signed = (secret: string, text = body) => `sha256=${createHmac('sha256', secret).update(`${AT}.${text}`).digest('hex')}`;
    const delivered = (headers: Record<string, string>, text = body) =>
      clientWith({ callback }).receiveCallback({ headers: { 'x-consent-time': AT, ...headers }, body: text, at: AT });

    it('that is signed as the settings say', () => {
      expect(delivered({ 'x-consent-signature': signed('shared') })).toEqual({ individualId: 'IND-1' });
    });

    it.each<[string, Record<string, string>]>([
      ['signed with another secret', { 'x-consent-signature': signed('guessed') }],
      ['not signed', {}],
      ['too old', { 'x-consent-signature': signed('shared'), 'x-consent-time': '2026-03-01T07:00:00.000Z' }],
    ])('and refuses one that is %s', (_what, headers) => {
      expect(() => delivered(headers)).toThrow(refusing('SignatureInvalid'));
    });

    it('and refuses one that names nobody, and all of them where none are agreed on', () => {
      const nobody = JSON.stringify({ data: {} });
      expect(() => delivered({ 'x-consent-signature': signed('shared', nobody) }, nobody)).toThrow(refusing('InvalidRequest'));
      const { callback: _none, ...without } = sandbox.consentSettings;
      const register = consentClient(ConsentRegisterConfiguration.parse(without));
      expect(() => register.receiveCallback({ headers: {}, body, at: AT })).toThrow(refusing('SignatureInvalid'));
    });
  });

  it.each([
    ['no agreement at all', { agreements: {} }],
    ['one agreement for two purposes', { agreements: { verification: 'a', sharing: 'a' } }],
    ['a purpose that we do not have', { agreements: { marketing: 'a' } }],
  ])('cannot be set up with %s', (_what, changes) => {
    expect(ConsentRegisterConfiguration.safeParse({ ...sandbox.consentSettings, ...changes }).success).toBe(false);
  });
});
