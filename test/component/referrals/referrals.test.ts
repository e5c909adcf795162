import { deriveWorld, type ReferralsWorld } from './referrals-world.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Alerts } from '../../../functions/casefile/alert.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { looksAt } from '../../support/looks.ts';
import { aContext } from '../../support/world.ts';

const AT = '2026-03-02T10:00:00.000Z';
const plusHours = (hours: number): string => new Date(Date.parse(AT) + hours * 3_600_000).toISOString();

let engine: Engine;
let world: ReferralsWorld;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  world = await deriveWorld(engine);
});

describe('the directory', () => {
  it('lists an organisation in each of its areas, whether it has a phone, and not which', async () => {
    expect(await world.addOrganisation('pantry', { areas: ['north-1', 'north-2'] })).toMatchObject({
      status: 201,
      body: { hasPhone: true, version: 1 },
    });

    for (const area of ['north-1', 'north-2'])
      expect(await world.organisationsOf(area)).toMatchObject([{ organisationId: 'pantry', hasPhone: true, domains: ['food'] }]);
    expect(JSON.stringify(await world.table.all('ORGANISATION#pantry'))).not.toContain('9845099001');
  });

  it('takes an id once, and a phone once', async () => {
    await world.addOrganisation('pantry', { phone: '+919845099001' });

    expect(await world.addOrganisation('pantry', { phone: '+919845099009' })).toMatchObject({ status: 409 });
    expect(await world.addOrganisation('kitchen', { phone: '+919845099001' })).toMatchObject({
      status: 409,
      body: { detail: 'another organisation has this phone' },
    });
  });

  it('gives a phone free when an organisation has another, and forgets areas that it left', async () => {
    await world.addOrganisation('pantry', { phone: '+919845099001', areas: ['north-1', 'north-2'] });
    expect(await world.changeOrganisation('pantry', { phone: '+919845099002', areas: ['north-2'] })).toMatchObject({
      status: 200,
      body: { version: 2 },
    });

    expect(await world.addOrganisation('kitchen', { phone: '+919845099001', areas: ['south-1'] })).toMatchObject({ status: 201 });
    expect(await world.organisationsOf('north-1')).toEqual([]);
  });

  it('is kept by the ministry', async () => {
    expect(await world.addOrganisation('pantry', {}, { partner: true, client: 'somebody' })).toMatchObject({ status: 403 });
  });
});

describe('a referral', () => {
  it('needs her consent to sharing, her agreement, a domain of the programme, and is open once a domain', async () => {
    const without = await world.aCase({ purposes: ['programme', 'messages'] });
    const caseId = await world.aCase();

    expect(await world.refer(without, { domain: 'food' })).toMatchObject({
      status: 403,
      body: { type: 'urn:nestling:problem:consent-missing' },
    });
    expect(await world.refer(caseId, { domain: 'food', motherAgrees: false })).toMatchObject({ status: 400 });
    expect(await world.refer(caseId, { domain: 'holidays' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/body/domain' }] },
    });
    expect(await world.refer(caseId, { domain: 'food', organisationId: 'nobody' })).toMatchObject({ status: 404 });
    expect(await world.refer(caseId, { domain: 'food' })).toMatchObject({ status: 201, body: { stage: 'seeking' } });
    expect(await world.refer(caseId, { domain: 'food' })).toMatchObject({ status: 409 });
  });

  it('to the community needs an agreement that names community organisations, from the day of the first that does; care needs none', async () => {
    const caseId = await world.aCase();
    const after = { at: '2026-12-02T10:00:00.000Z' };

    expect(await world.refer(caseId, { domain: 'food' }, after)).toMatchObject({
      status: 403,
      body: { type: 'urn:nestling:problem:consent-missing' },
    });
    expect(await world.refer(caseId, { domain: 'bloodPressure' }, after)).toMatchObject({ status: 201 });
    await world.signAnew(caseId, after.at);
    expect(await world.refer(caseId, { domain: 'food' }, after)).toMatchObject({ status: 201 });
  });

  it('asks whom staff names first, whatever the ranking says', async () => {
    await world.addOrganisation('aaa');
    await world.addOrganisation('zzz', { phone: '+919845099002', areas: ['south-1'] });
    const caseId = await world.aCase();
    const { body } = await world.refer(caseId, { domain: 'food', organisationId: 'zzz' });
    await world.runMachine(caseId, String(body['referralId']), AT);

    expect(await world.referralOf(caseId)).toMatchObject({ stage: 'offered', offers: [{ organisationId: 'zzz' }] });
  });

  it('is passed on when time runs out, with one reminder, and left to a person when nobody is left', async () => {
    await world.addOrganisation('kitchen', { phone: '+919845099002' });
    await world.addOrganisation('pantry', { phone: '+919845099001' });
    const { caseId, referralId } = await world.anOffer(AT, { urgency: 'urgent' });
    // urgent: 24 hours to answer, a reminder 12 hours before that
    await world.runMachine(caseId, referralId, plusHours(12), false);
    await world.runMachine(caseId, referralId, plusHours(13), false);
    expect(world.textsTo('+919845099002').filter((text) => text.startsWith('Reminder'))).toHaveLength(1);

    await world.runMachine(caseId, referralId, plusHours(24), false);
    expect(await world.referralOf(caseId)).toMatchObject({
      stage: 'offered',
      offers: [{ reason: 'noAnswer' }, { organisationId: 'pantry' }],
    });
    await world.runMachine(caseId, referralId, plusHours(48), false);

    expect(await world.referralOf(caseId)).toMatchObject({ stage: 'onHold', status: 'on-hold', held: { reason: 'nobodyLeft' } });
    const alerts = allOf(await world.files.open(caseId, aContext(AT)), Alerts);
    expect(alerts).toMatchObject([{ kind: 'socialNeed', level: 'urgent', status: 'open', source: { kind: 'referral', id: referralId } }]);
    expect(await world.loadOf('kitchen')).toBe(0);
  });

  it('tells an organisation whose time ran out, by its code alone', async () => {
    await world.addOrganisation('kitchen', { phone: '+919845099002' });
    await world.addOrganisation('pantry', { phone: '+919845099001' });
    const { caseId, referralId } = await world.anOffer(AT, { urgency: 'urgent' });
    await world.runMachine(caseId, referralId, plusHours(24), false);

    const code = /YES (\w{6})/.exec(world.textsTo('+919845099002')[0] ?? '')?.[1] ?? '-';
    const last = world.textsTo('+919845099002').at(-1) ?? '';
    expect(last).toContain('was passed on');
    expect(last).toContain(code);
    expect(last).not.toMatch(/Asha|\+91|https?:/);
    expect(world.textsTo('+919845099001').at(-1)).toContain('YES');
  });

  it('is offered and reminded of in waking hours of where the organisation works, unless it is urgent', async () => {
    await world.addOrganisation('kitchen', { phone: '+919845099002' });
    const night = '2026-03-02T23:00:00.000Z';
    const routine = await world.anOffer(night);
    expect(world.textsTo('+919845099002')).toEqual([]);
    expect(await world.messagesOf(routine.caseId)).toMatchObject([
      { state: 'scheduled', to: 'organisation', address: 'kitchen', lookAt: '2026-03-03T08:00:00.000Z' },
    ]);

    const urgent = await world.anOffer(night, { urgency: 'urgent' });
    expect(world.textsTo('+919845099002')).toHaveLength(1);
    const [kept] = await world.messagesOf(urgent.caseId);
    expect(kept).toMatchObject({ state: 'sent', receipt: 'accepted', gateway: 'sns', parts: 1, costMicros: 50_000 });
    expect(JSON.stringify(kept)).not.toMatch(/\+91|https?:/);
  });

  it('whose offer waits for the morning is not offered any more when it was taken back', async () => {
    await world.addOrganisation('kitchen', { phone: '+919845099002' });
    const { caseId, referralId } = await world.anOffer('2026-03-02T23:00:00.000Z');
    await world.outcome(caseId, referralId, { outcome: 'helped', note: 'she told me' });
    await world.sweepTexts(caseId, '2026-03-03T08:00:00.000Z');

    expect(await world.messagesOf(caseId)).toMatchObject([{ state: 'cleared', reason: 'offerEnded' }]);
    expect(world.textsTo('+919845099002')).toEqual([]);
  });

  it('passes over an organisation whose phone does not exist', async () => {
    await world.addOrganisation('kitchen', { phone: '+919845099002' });
    await world.addOrganisation('pantry', { phone: '+919845099001' });
    world.refusePhone('+919845099002');
    const { caseId } = await world.anOffer(AT);

    expect(await world.referralOf(caseId)).toMatchObject({
      offers: [{ reason: 'unreachable' }, { organisationId: 'pantry', status: 'received' }],
    });
  });

  it('that is held is looked for anew when a person says so, and closed by hand otherwise', async () => {
    const { caseId, referralId } = await world.anOffer(AT);
    expect(await world.referralOf(caseId)).toMatchObject({ stage: 'onHold' });
    await world.addOrganisation('pantry');
    expect(await world.outcome(caseId, referralId, { outcome: 'seekAgain', note: 'there is a new one' })).toMatchObject({
      body: { stage: 'seeking' },
    });
    await world.runMachine(caseId, referralId, plusHours(1));
    expect(await world.referralOf(caseId)).toMatchObject({ stage: 'offered' });

    expect(await world.outcome(caseId, referralId, { outcome: 'helped', note: 'she told me' })).toMatchObject({ status: 200 });
    expect(await world.referralOf(caseId)).toMatchObject({
      stage: 'confirmed',
      closed: { outcome: 'confirmedByPerson', note: 'she told me' },
    });
    expect(await world.outcome(caseId, referralId, { outcome: 'notHelped', note: 'no' })).toMatchObject({ status: 409 });
    // who had it in hand is told that nothing more is needed
    await world.runMachine(caseId, referralId, plusHours(2));
    expect(world.textsTo('+919845099001').at(-1)).toContain('withdrawn');
    expect(await world.loadOf('pantry')).toBe(0);
  });

  it('waits for a person when she does not answer, who is told again; her late answer still counts', async () => {
    await world.addOrganisation('pantry');
    const { caseId, referralId } = await world.anOffer(AT);
    await world.press(caseId, 'accept', AT);
    await world.press(caseId, 'done', plusHours(1));
    await world.runMachine(caseId, referralId, plusHours(1), false);
    await world.runMachine(caseId, referralId, plusHours(1 + 72), false);
    expect(await world.factsOf(caseId)).toContain('ReferralUnconfirmed.v1');
    await world.runMachine(caseId, referralId, plusHours(1 + 120), false);
    expect(await world.referralOf(caseId)).toMatchObject({ stage: 'onHold', held: { reason: 'unconfirmed' } });

    await world.motherSays(caseId, referralId, true, plusHours(150));
    expect(await world.referralOf(caseId)).toMatchObject({ stage: 'confirmed', closed: { outcome: 'confirmed' } });
  });

  it('goes to the next when an organisation says done falsely twice', async () => {
    await world.addOrganisation('kitchen', { phone: '+919845099002' });
    await world.addOrganisation('pantry');
    const { caseId, referralId } = await world.anOffer(AT);
    await world.press(caseId, 'accept', AT);
    for (const hour of [1, 3]) {
      await world.press(caseId, 'done', plusHours(hour));
      await world.motherSays(caseId, referralId, false, plusHours(hour + 1));
    }
    await world.runMachine(caseId, referralId, plusHours(5));

    expect(await world.referralOf(caseId)).toMatchObject({
      stage: 'offered',
      offers: [{ organisationId: 'kitchen', status: 'failed', reason: 'falseDone', falseDones: 2 }, { organisationId: 'pantry' }],
    });
  });
});

describe('the link', () => {
  it('shows the need and nothing of her until it is accepted; looking changes nothing', async () => {
    await world.addOrganisation('pantry');
    const { caseId } = await world.anOffer(AT);
    const before = await world.table.all(`CASE#${caseId}`);
    const page = await world.open(caseId);

    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.text).toContain('<button name="answer" value="accept">');
    expect(page.text).not.toMatch(/Asha|9876543210|<script/);
    expect(await world.table.all(`CASE#${caseId}`)).toEqual(before);
    expect(await looksAt(world.table, caseId)).toEqual([]);

    const accepted = await world.press(caseId, 'accept', AT);
    expect(accepted.text).toContain('Asha +919876543210');
    expect((await looksAt(world.table, caseId)).map(({ by, why }) => [by, why])).toEqual([['organisation:pantry', 'referral to pantry']]);
    expect((await world.press(caseId, 'accept', AT)).status).toBe(200);
  });

  it('is of one offer: who declined learns nothing more, and can take nothing back', async () => {
    await world.addOrganisation('kitchen', { phone: '+919845099002' });
    await world.addOrganisation('pantry');
    const { caseId, referralId } = await world.anOffer(AT);
    const link = await world.tokenOf(referralId, 1);
    await world.press(caseId, 'decline', AT);
    await world.runMachine(caseId, referralId, plusHours(1));
    await world.press(caseId, 'accept', plusHours(1));

    expect((await world.openToken(link)).text).not.toMatch(/Asha|<button/);
    expect((await world.pressToken(link, 'accept', AT)).status).toBe(409);
    expect(await world.referralOf(caseId)).toMatchObject({
      stage: 'accepted',
      offers: [{ status: 'rejected' }, { organisationId: 'pantry' }],
    });
  });

  it('shows nothing of her when she has withdrawn her consent', async () => {
    await world.addOrganisation('pantry');
    const { caseId } = await world.anOffer(AT);
    await world.withdrawConsent(caseId, AT);
    const page = await world.press(caseId, 'accept', AT);

    expect(page.status).toBe(409);
    expect(page.text).toContain('withdrawn its consent');
    expect(page.text).not.toContain('Asha');
    await world.deliver(caseId, 'ConsentWithdrawn', { consentId: crypto.randomUUID(), purposes: ['sharing'] });
    expect(await world.referralOf(caseId)).toMatchObject({ stage: 'cancelled' });
    expect(await world.loadOf('pantry')).toBe(0);
  });

  it.each(['x', 'A'.repeat(22), '../../health', 'A'.repeat(64)])('%s is none of ours', async (token) => {
    const page = await world.openToken(token);

    expect(page).toMatchObject({ status: 404 });
    expect(page.headers['content-type']).toContain('text/html');
    expect((await world.pressToken(token, 'accept', AT)).status).toBe(404);
  });

  it('takes nothing but an answer', async () => {
    await world.addOrganisation('pantry');
    const { caseId } = await world.anOffer(AT);

    expect((await world.press(caseId, 'everything', AT)).status).toBe(400);
    expect(await world.referralOf(caseId)).toMatchObject({ stage: 'offered' });
  });
});

describe("an organisation's own software", () => {
  it('sees and answers its own referrals, and nobody else’s', async () => {
    await world.addOrganisation('pantry', { client: 'pantry-app', phone: undefined });
    const { caseId, referralId } = await world.anOffer(AT);
    const mine = { partner: true, client: 'pantry-app' };
    const others = { partner: true, client: 'other-app' };

    expect(await world.inHandOf('pantry', mine)).toMatchObject({
      status: 200,
      body: { items: [{ referralId, domain: 'food', area: 'north-1', status: 'received', answers: ['accept', 'decline'] }] },
    });
    expect(JSON.stringify((await world.inHandOf('pantry', mine)).body)).not.toMatch(/Asha|9876543210/);
    expect(JSON.stringify((await world.inHandOf('pantry', mine)).body)).not.toContain(caseId);
    expect(await world.inHandOf('pantry', others)).toMatchObject({ status: 404 });
    expect(await world.answer('pantry', referralId, 'accept', others)).toMatchObject({ status: 404 });
    expect(await world.answer('pantry', referralId, 'accept', mine)).toMatchObject({
      status: 200,
      body: { stage: 'accepted', contact: { givenName: 'Asha', phone: '+919876543210' } },
    });
    expect(await world.answer('pantry', referralId, 'decline', mine)).toMatchObject({
      status: 409,
      body: { allowed: ['start', 'done', 'giveUp'] },
    });
  });
});

describe('a text from an organisation', () => {
  it('with its code accepts, and whom to contact is texted', async () => {
    await world.addOrganisation('pantry');
    const { caseId, referralId } = await world.anOffer(AT);
    const code = /YES (\w{6})/.exec(world.textsTo('+919845099001')[0] ?? '')?.[1] ?? '';

    await world.organisationTexts('+919845099001', `Yes ${code.toLowerCase()}`, AT);
    expect(await world.referralOf(caseId)).toMatchObject({ stage: 'accepted' });
    await world.runMachine(caseId, referralId, AT, false);
    expect(world.textsTo('+919845099001').at(-1)).toContain('Asha, +919876543210');
  });

  it('is no answer when it is not clear of which referral, or from a phone that is nobody’s', async () => {
    await world.addOrganisation('pantry');
    const first = await world.anOffer(AT);
    expect(await world.readText('+919845099001', 'yes')).toMatchObject({ understood: true, caseId: first.caseId });
    await world.anOffer(AT);

    expect(await world.readText('+919845099001', 'yes')).toEqual({ understood: false, organisationId: 'pantry' });
    expect(await world.readText('+919845099001', 'hello')).toEqual({ understood: false, organisationId: 'pantry' });
    expect(await world.readText('+919800000000', 'yes')).toBeUndefined();
  });
});

describe('a need that a screen found', () => {
  it('is offered where the programme does so and she has consented, once', async () => {
    const caseId = await world.aCase();
    const without = await world.aCase({ purposes: ['programme'] });
    const screenId = crypto.randomUUID();
    await world.deliver(caseId, 'SocialNeedFound', { screenId, domain: 'food' });
    await world.deliver(caseId, 'SocialNeedFound', { screenId: crypto.randomUUID(), domain: 'food' }, plusHours(1));
    await world.deliver(caseId, 'SocialNeedFound', { screenId, domain: 'safety' }, plusHours(2));
    await world.deliver(without, 'SocialNeedFound', { screenId, domain: 'food' });

    expect(await world.referralsOf(caseId)).toMatchObject([{ domain: 'food', screenId, stage: 'seeking' }]);
    expect(await world.referralsOf(without)).toEqual([]);
  });
});

describe('what nobody has looked at', () => {
  it('is taken up by a state machine when the sweep finds it', async () => {
    await world.addOrganisation('pantry');
    const { caseId, referralId } = await world.anOffer(AT);
    world.started.length = 0;
    await world.deliver(
      caseId,
      'ItemFellDue',
      { kind: 'referral', item: `REFERRAL#${referralId}`, dueOn: '2026-03-06' },
      '2026-03-06T09:00:00.000Z',
    );

    expect(world.started).toMatchObject([{ machine: 'referral', input: { caseId, referralId } }]);
  });

  it('of a mother who died is taken back, and the organisation is told', async () => {
    await world.addOrganisation('pantry', { domains: ['food', 'housing'] });
    const { caseId, referralId } = await world.anOffer(AT);
    const second = await world.refer(caseId, { domain: 'housing' });
    await world.runMachine(caseId, String(second.body['referralId']), AT);
    expect(await world.loadOf('pantry')).toBe(2);
    await world.deliver(caseId, 'MotherDied', { on: '2026-03-02' });
    await world.runMachine(caseId, referralId, plusHours(1));

    expect(await world.referralsOf(caseId)).toMatchObject([{ stage: 'cancelled' }, { stage: 'cancelled' }]);
    expect(await world.loadOf('pantry')).toBe(0);
    expect(world.textsTo('+919845099001').at(-1)).toContain('withdrawn');
  });
});
