import { createHmac } from 'node:crypto';
import { Consents } from '../../../functions/casefile/case.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { withdrawConsent } from '../../../functions/consent/api/withdraw-consent.ts';
import { RegisterStandings } from '../../../functions/consent/records.ts';
import { receiveConsentCallback } from '../../../functions/govstack/consent-register/api/receive-consent-callback.ts';
import { verifiedRecords } from '../../../functions/govstack/consent/consents.ts';
import { memberships } from '../../../functions/govstack/digital-registries/memberships.ts';
import { Problem } from '../../../functions/kernel/problem.ts';
import { isSharingConfirmed } from '../../../functions/referrals/consented.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aSigner } from '../../support/signer.ts';
import { aContext, call, testVault } from '../../support/world.ts';
import { aVerificationWorld, MOTHER, type VerificationWorld } from './verification-world.ts';

const HOSPITAL = { client: 'hospital', partner: 'hospital', roles: [], scopes: [], headers: {}, rawBody: '' } as const;
const PURPOSES = ['messages', 'programme', 'sharing', 'verification'];

describe("a country's own consent block", () => {
  let engine: Engine;
  let world: VerificationWorld;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(async () => {
    world = await aVerificationWorld(engine, { ownConsentBlock: true });
  });
  afterEach(() => world.stop());

  const verification = () => world.runs().at(-1)?.path ?? [];
  const standing = () => world.control.consents().map(({ dataAgreementId, optIn, state }) => [dataAgreementId.slice(3), optIn, state]);
  const consentsOf = async (caseId: string) => allOf(await world.fileOf(caseId), Consents);
  const standingOf = async (caseId: string) => allOf(await world.fileOf(caseId), RegisterStandings)[0];
  const withdrawHere = async (caseId: string) => {
    for (const { consentId } of (await consentsOf(caseId)).filter(({ state }) => state === 'signed'))
      await call(withdrawConsent({ files: world.files, vault: testVault }), { at: world.at(), path: { caseId, consentId } });
    await world.settle();
  };
  const notify = async (individualId: string, secret = 'sandbox') => {
    const body = JSON.stringify({ consentRecord: { individual: { id: individualId } } });
    const signature = `sha256=${createHmac('sha256', secret).update(`${world.at()}.${body}`).digest('hex')}`;
    const needs = { files: world.files, table: world.table, vault: testVault, register: () => world.consentRegister };
    const answer = await call(receiveConsentCallback(needs), {
      at: world.at(),
      rawBody: body,
      headers: { 'x-callback-timestamp': world.at(), 'x-callback-signature': signature },
    });
    await world.settle();
    return answer;
  };

  describe('is told', () => {
    it('of what she signed: one individual, and one signed record for each purpose', async () => {
      const caseId = await world.register();

      expect(standing().sort()).toEqual(PURPOSES.map((purpose) => [purpose, true, 'signed']));
      expect(world.control.calls()['consent.individual']).toBe(1);
      expect(await standingOf(caseId)).toMatchObject({ individualId: 'IND-1', attempts: 0 });
      expect(await standingOf(caseId)).not.toHaveProperty('dueOn');
    });

    it('of her withdrawal, as another revision of the same records', async () => {
      const caseId = await world.register();

      await withdrawHere(caseId);

      expect(standing().sort()).toEqual(PURPOSES.map((purpose) => [purpose, false, 'signed']));
      expect(world.control.consents().map(({ revisions }) => revisions)).toEqual([2, 2, 2, 2]);
    });

    it('of nothing twice when the facts come again', async () => {
      const caseId = await world.register();
      const before = world.control.calls();

      await world.hear(caseId, 'ConsentGiven.v1', {
        consentId: (await consentsOf(caseId))[0]?.consentId,
        method: 'paper',
        purposes: PURPOSES,
      });

      expect(world.control.calls()['consent.pair']).toBe(before['consent.pair']);
      expect(world.control.consents()).toHaveLength(4);
    });

    it('later, when it was down', async () => {
      world.control.setFault({ target: 'consent', kind: 'down' });
      const caseId = await world.register();
      expect(await standingOf(caseId)).toMatchObject({ attempts: 1, fault: 'PartnerUnavailable', dueOn: '2026-03-01' });
      world.control.clearFaults();

      await world.pass({ hours: 1 });

      expect(standing().sort()).toEqual(PURPOSES.map((purpose) => [purpose, true, 'signed']));
      expect(await standingOf(caseId)).not.toHaveProperty('dueOn');
    });

    it.each(['individual', 'draft', 'pair'])('with one record a purpose when its answer to a %s was lost', async (operation) => {
      world.control.setFault({ target: `consent.${operation}`, kind: 'lostAnswer', times: 1 });
      await world.register();

      await world.pass({ hours: 1 });

      expect(standing().sort()).toEqual(PURPOSES.map((purpose) => [purpose, true, 'signed']));
      expect(world.control.calls()['consent.individual']).toBe(1);
    });

    it('of no yes that she took back before it could be told', async () => {
      world.control.setFault({ target: 'consent', kind: 'down' });
      const caseId = await world.register();
      await withdrawHere(caseId);
      world.control.clearFaults();

      await world.pass({ hours: 1 });

      expect(standing().filter(([, optIn]) => optIn)).toEqual([]);
      expect(await standingOf(caseId)).not.toHaveProperty('dueOn');
    });

    it('by the sweep of a consent that no fact will tell it of, such as one from before it was there', async () => {
      world.control.setFault({ target: 'consent', kind: 'down' });
      const caseId = await world.register();
      await world.forgetRegister(caseId);
      world.control.clearFaults();

      await world.pass({ hours: 4 });

      expect(world.control.consents()).toHaveLength(4);
      expect(await world.fileOf(caseId)).toMatchObject({ status: 'verified' });
    });

    it('by the sweep when whoever told it was cut off', async () => {
      const caseId = await world.register({ consent: { method: 'paper', scanReference: 'scan-1' } });
      await world.cutOffSpeaker(caseId);

      await world.pass({ hours: 1 });

      expect(await standingOf(caseId)).not.toHaveProperty('speaker');
      expect(world.control.consents()).toHaveLength(4);
    });
  });

  describe('is told of the erasing of a case', () => {
    it('she withdraws, and is forgotten but for what has to be retained; nothing is kept here of how she stood there', async () => {
      const caseId = await world.register();

      await world.erase(caseId);

      expect(standing()).toEqual([['programme', false, 'signed']]);
      expect(await standingOf(caseId)).toBeUndefined();
      const asked = world.control.calls()['consent.forget'];
      await world.pass({ hours: 24 });
      expect(world.control.calls()['consent.forget']).toBe(asked);
      expect((await world.facts(caseId)).slice(-2)).toEqual(['ConsentWithdrawn', 'CaseErased']);
    });

    it('later, when it was down; until then no more is kept than by what it knows her', async () => {
      const caseId = await world.register();
      world.control.setFault({ target: 'consent', kind: 'down' });
      await world.erase(caseId);
      expect((await world.fileOf(caseId)).items.map(({ entity }) => entity)).toEqual(
        expect.arrayContaining(['case', 'consent', 'consentRegister']),
      );
      await notify('IND-1');
      expect(await standingOf(caseId)).toMatchObject({ individualId: 'IND-1', fault: 'PartnerUnavailable', isNotified: false });
      world.control.clearFaults();

      await world.pass({ hours: 1 });

      expect(standing()).toEqual([['programme', false, 'signed']]);
      expect(await standingOf(caseId)).toBeUndefined();
    });

    it('once, when its answer was lost and it knows her no more', async () => {
      const caseId = await world.register({ consent: { method: 'paper', scanReference: 'scan-1', purposes: ['messages'] } });
      world.control.setFault({ target: 'consent.forget', kind: 'lostAnswer', times: 1 });
      await world.erase(caseId);
      await world.pass({ hours: 1 });

      expect(world.control.consents()).toEqual([]);
      expect(world.control.calls()).toMatchObject({ 'consent.forget': 2, 'consent.readIndividual': 1 });
      expect(await standingOf(caseId)).toBeUndefined();
    });

    it('not while she has another case, whose consents are the same records there', async () => {
      const caseId = await world.register();
      const other = await world.register({ mother: { ...MOTHER, nationalId: '54', phone: '+919876543211' } });
      await world.ofIndividual(other, 'IND-1');

      await world.erase(caseId);

      expect(standing().filter(([, optIn]) => optIn)).toHaveLength(8);
      expect(await standingOf(caseId)).toBeUndefined();
    });
  });

  describe('decides whether registers are asked', () => {
    it('they are while her record stands there', async () => {
      const caseId = await world.register();
      await world.pass({ hours: 1 });

      expect(world.control.calls()['consent.verify']).toBeGreaterThanOrEqual(1);
      expect(verification()).toContain('Verify identity');
      expect(await world.fileOf(caseId)).toMatchObject({ status: 'verified' });
    });

    it('they are not once she has withdrawn there, and her record here follows', async () => {
      world.control.setFault({ target: 'consent.verify', kind: 'down' });
      const caseId = await world.register();
      world.control.sayConsent({ nationalId: '53', purpose: 'verification', optIn: false });
      world.control.clearFaults();

      await world.pass({ hours: 1 });

      expect(verification()).toEqual(['Birth registration awaited?', 'Check consent', 'Record missing consent', 'Consent withheld']);
      expect(world.control.calls()['identity.read']).toBeUndefined();
      expect((await consentsOf(caseId)).filter(({ state }) => state === 'signed').flatMap(({ purposes }) => purposes)).toEqual([
        'messages',
        'programme',
        'sharing',
      ]);
      expect(await world.facts(caseId)).toContain('ConsentWithdrawn');
      expect(world.control.consents()).toHaveLength(4);
    });

    it('they are not while it is down: the case is parked, and goes on when it is back', async () => {
      world.control.setFault({ target: 'consent', kind: 'down' });
      const caseId = await world.register();
      expect(await world.fileOf(caseId)).toMatchObject({ status: 'parked' });
      expect(world.control.calls()['identity.read']).toBeUndefined();
      world.control.clearFaults();

      await world.pass({ hours: 3 });

      expect(await world.fileOf(caseId)).toMatchObject({ status: 'verified' });
    });

    it('they are not under a record that it does not know any more', async () => {
      world.control.setFault({ target: 'consent.verify', kind: 'down' });
      const caseId = await world.register();
      world.control.clearFaults();
      world.control.setFault({ target: 'consent.verify', kind: 'refuse', status: 400 });

      await world.pass({ hours: 1 });

      expect(verification()).toContain('Consent withheld');
      expect(await world.fileOf(caseId)).toMatchObject({ status: 'inVerificationReview' });
    });

    it('a consent that she signed there alone is taken over, with where it comes from, and she is not asked again', async () => {
      world.control.sayConsent({ nationalId: '53', purpose: 'verification', optIn: true });

      const caseId = await world.register({ consent: { method: 'paper', scanReference: 'scan-1', purposes: ['programme'] } });
      await world.pass({ hours: 1 });

      expect(await world.fileOf(caseId)).toMatchObject({ status: 'verified' });
      const taken = (await consentsOf(caseId)).find(({ purposes }) => purposes.includes('verification'));
      expect(taken).toMatchObject({ state: 'signed', method: 'digital', attestedBy: 'consent register: CR-1' });
      expect(world.control.consents().filter(({ dataAgreementId }) => dataAgreementId === 'da-verification')).toHaveLength(1);
    });

    it('a consent to another revision of the agreement is not', async () => {
      world.control.sayConsent({ nationalId: '53', purpose: 'verification', optIn: true });
      world.control.reviseAgreement('da-verification');

      await world.register({ consent: { method: 'paper', scanReference: 'scan-1', purposes: ['programme'] } });
      await world.pass({ hours: 1 });

      expect(verification()).toContain('Consent withheld');
    });
  });

  describe('decides whether others learn who she is', () => {
    const released: readonly (readonly [string, (caseId: string) => Promise<unknown>])[] = [
      [
        'an organisation that accepts a referral',
        async (caseId) => {
          if (!(await isSharingConfirmed(needs(), caseId, aContext(world.at())))) throw new Problem('ConsentMissing', 'not confirmed');
        },
      ],
      [
        'another partner that reads a membership',
        (caseId) =>
          memberships(needs()).read({ ID: caseId }, { ...aContext(world.at()), causationId: crypto.randomUUID(), ...HOSPITAL }, 'read'),
      ],
      [
        'a data provider that asks our Consent block',
        async (caseId) => {
          const mother = { kind: 'mother', id: caseId, file: await world.fileOf(caseId) } as const;
          const asked = ['mother-and-child-data.sharing'];
          const records = await verifiedRecords({ ...needs(), signer: aSigner() }, mother, asked, aContext(world.at()));
          if (records.length === 0) throw new Problem('ConsentMissing', 'no record says so');
        },
      ],
    ];
    const needs = () => ({ files: world.files, table: world.table, vault: testVault, register: () => world.consentRegister });

    it.each(released)('%s: while her record stands there, and while it can be asked', async (_who, release) => {
      const caseId = await world.register();
      await release(caseId);

      world.control.setFault({ target: 'consent', kind: 'down', times: 1 });
      await expect(release(caseId)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
      world.control.sayConsent({ nationalId: '53', purpose: 'sharing', optIn: false });

      await expect(release(caseId)).rejects.toMatchObject({ name: 'ConsentMissing' });
    });
  });

  describe('says that something changed', () => {
    it('what she withdrew there is withdrawn here: no more messages', async () => {
      const caseId = await world.register();
      world.control.sayConsent({ nationalId: '53', purpose: 'messages', optIn: false });

      expect((await notify('IND-1')).status).toBe(202);

      const { root } = await world.fileOf(caseId);
      expect(root.messages).toBe('none');
      expect(standing()).toContainEqual(['messages', false, 'signed']);
      expect(standing().filter(([, optIn]) => optIn)).toHaveLength(3);
    });

    it('what she gave there again counts here again', async () => {
      const caseId = await world.register();
      world.control.sayConsent({ nationalId: '53', purpose: 'messages', optIn: false });
      await notify('IND-1');
      world.control.sayConsent({ nationalId: '53', purpose: 'messages', optIn: true });

      await notify('IND-1');

      expect((await world.fileOf(caseId)).root.messages).toBe('all');
    });

    it('while it cannot be asked: that is not forgotten', async () => {
      const caseId = await world.register();
      world.control.sayConsent({ nationalId: '53', purpose: 'messages', optIn: false });
      world.control.setFault({ target: 'consent', kind: 'down' });
      expect((await notify('IND-1')).status).toBe(202);
      expect((await world.fileOf(caseId)).root.messages).toBe('all');
      world.control.clearFaults();

      await world.pass({ hours: 1 });

      expect((await world.fileOf(caseId)).root.messages).toBe('none');
    });

    it('twice, or about nobody here, which changes nothing', async () => {
      const caseId = await world.register();
      await notify('IND-1');
      const { version } = (await world.fileOf(caseId)).root;

      expect((await notify('IND-404')).status).toBe(202);

      expect((await world.fileOf(caseId)).root.version).toBe(version);
      expect((await consentsOf(caseId)).map(({ state }) => state)).toEqual(['signed']);
    });

    it('and is not believed without its signature', async () => {
      await world.register();

      expect((await notify('IND-1', 'guessed')).body).toMatchObject({ type: 'urn:nestling:problem:signature-invalid' });
    });
  });
});
