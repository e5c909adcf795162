import { ReviewDecided } from '../../../events/catalogue.ts';
import { Children, Occurrences } from '../../../functions/casefile/case.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Reviews } from '../../../functions/casefile/review.ts';
import { registerMother } from '../../../functions/registration/api/register-mother.ts';
import { keys } from '../../../functions/table/keys.ts';
import { correctCase } from '../../../functions/updating/api/correct-case.ts';
import { listCorrections } from '../../../functions/updating/api/list-corrections.ts';
import { decideCorrection } from '../../../functions/updating/consumers/decide-correction.ts';
import { shippedProgrammes as programmes } from '../../support/builders.ts';
import { deliverAll } from '../../support/deliver.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault as vault, type CallOptions, type World } from '../../support/world.ts';

const AT = '2026-03-01T10:00:00.000Z';
const WORKER = { user: 'worker-1', groups: ['worker'] };
const SUPERVISOR = { user: 'sup-1', groups: ['supervisor'] };

describe('corrections', () => {
  let engine: Engine;
  let world: World;
  let caseId: string;
  let childId: string;
  let registrations = 0;

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  const needs = () => ({ files: world.files, table: world.table, vault, programmes });
  const register = async (mother: Record<string, unknown> = {}, child: Record<string, unknown> = {}) => {
    registrations += 1;
    const body = {
      programme: 'DEFAULT',
      area: 'north-1',
      language: 'en',
      mother: {
        givenName: 'Sowmya',
        familyName: 'Krishnamurti',
        birthDate: '1998-05-04',
        phone: '+919876543210',
        nationalId: '53',
        ...mother,
      },
      children: [{ sex: 'female', bornOn: '2026-02-20', birthPlace: 'facility', ...child }],
      consent: { method: 'paper', scanReference: 'scan-1' },
      externalReference: `correction-${String(registrations)}`,
    };
    const answer = await call(registerMother(needs()), { body, at: AT });
    return { caseId: String(answer.body['caseId']), childId: String((answer.body['children'] as { childId: string }[])[0]?.childId) };
  };
  const correct = (changes: Record<string, unknown>, as: Partial<CallOptions> = SUPERVISOR, at = AT) =>
    call(correctCase(needs()), {
      path: { caseId },
      at,
      body: { changes: Object.entries(changes).map(([field, value]) => ({ field, value })), reason: 'the card says so' },
      ...as,
    });
  const file = () => world.files.open(caseId, aContext(AT));
  const decide = async (reviewId: unknown, decision: string) => {
    const fact = ReviewDecided.of({ reviewId: String(reviewId), kind: 'correction', decision });
    await world.files.change(caseId, aContext(AT, { causationId: `decided-${decision}` }), () => ({ facts: [fact], answer: undefined }));
    await deliverAll(world, caseId, [decideCorrection(needs())]);
  };
  const pointers = (answer: { body: Record<string, unknown> }) =>
    ((answer.body['errors'] ?? []) as { pointer: string }[]).map(({ pointer }) => pointer);

  beforeEach(async () => {
    world = await aWorld(engine);
    ({ caseId, childId } = await register());
  });

  it('changes at once what needs no second person', async () => {
    const answer = await correct({ '/mother/phone': '098765 43211', '/language': 'hi' }, WORKER);

    // the default programme has no country, so a number without its prefix is none
    expect(answer.status).toBe(400);
    expect((await correct({ '/mother/phone': '+91 98765 43211', '/language': 'hi' }, WORKER)).body).toMatchObject({ status: 'applied' });
    expect((await file()).root).toMatchObject({ language: 'hi', mother: { phone: '+919876543211' } });
    const event = (await world.eventsOf(caseId)).find(({ detailType }) => detailType === 'CaseCorrected.v1');
    expect(event?.detail.data['fields']).toEqual(['mother.phone', 'language']);
    expect(JSON.stringify(event)).not.toContain('43211');
  });

  it('keeps before and after of each field, and of identity numbers only that they changed', async () => {
    await correct({ '/mother/phone': '+919876543211' });
    await correct({ '/mother/nationalId': '54' }, SUPERVISOR, '2026-03-02T10:00:00.000Z');

    const { body, text } = await call(listCorrections(needs()), { path: { caseId } });

    expect(body['items']).toMatchObject([
      {
        status: 'applied',
        changes: [{ field: '/mother/phone', before: '+919876543210', after: '+919876543211' }],
        requestedBy: 'user:sup-1',
      },
      { status: 'requested', changes: [{ field: '/mother/nationalId', sealed: true }] },
    ]);
    expect(text).not.toContain(Buffer.from('54').toString('base64'));
    expect(Object.keys((body['items'] as { changes: object[] }[])[1]?.changes[0] ?? {})).toEqual(['field', 'sealed']);
  });

  it('waits for a second person where the programme says so, and then moves the claim of an identity number', async () => {
    const requested = await correct({ '/mother/nationalId': '54' });
    expect(requested.body).toMatchObject({ status: 'requested' });
    expect(allOf(await file(), Reviews)).toMatchObject([
      { kind: 'correction', status: 'open', secondPerson: true, openedBy: 'user:sup-1', differences: [{ registered: null, found: null }] },
    ]);

    await decide(requested.body['reviewId'], 'approve');

    const claimOf = async (number: string) =>
      (await world.table.find(keys.claim('mother', await vault.hash('mother', number))))?.['caseId'];
    expect([await claimOf('53'), await claimOf('54')]).toEqual([undefined, caseId]);
    const { root } = await file();
    expect(await vault.open(String(root.mother.nationalId), root.personId)).toBe('54');
    expect(await world.factsOf(caseId)).toEqual(expect.arrayContaining(['CorrectionRequested.v1', 'ReviewOpened.v1', 'CaseCorrected.v1']));
  });

  it('is closed when a person refuses it, and when somebody else holds the number by then', async () => {
    const refused = await correct({ '/mother/familyName': 'Kumar' });
    await decide(refused.body['reviewId'], 'refuse');
    const taken = await correct({ '/mother/nationalId': '77' }, SUPERVISOR, '2026-03-02T10:00:00.000Z');
    await register({ nationalId: '77' });
    await decide(taken.body['reviewId'], 'approve');

    const { body } = await call(listCorrections(needs()), { path: { caseId } });
    const [first, second] = body['items'] as Record<string, unknown>[];
    expect(first).toMatchObject({ status: 'refused' });
    expect(first?.['refusedBecause']).toBeUndefined();
    expect(second).toMatchObject({ status: 'refused', refusedBecause: 'MotherAlreadyRegistered' });
    expect((await file()).root.mother.familyName).toBe('Krishnamurti');
    expect((await world.factsOf(caseId)).filter((name) => name === 'CorrectionRefused.v1')).toHaveLength(2);
  });

  it('moves everything that a corrected birth stands in', async () => {
    const requested = await correct({ [`/children/${childId}/bornOn`]: '2026-02-18', [`/children/${childId}/sex`]: 'male' });
    await decide(requested.body['reviewId'], 'approve');

    const corrected = await file();
    expect(allOf(corrected, Children)).toMatchObject([{ bornOn: '2026-02-18', sex: 'male' }]);
    expect(corrected.root.pregnancy.endedOn).toBe('2026-02-18');
    const births = allOf(corrected, Occurrences).filter(({ source }) => source === 'liveBirth' || source === 'delivery');
    expect(births).toHaveLength(2);
    for (const birth of births) expect(birth).toMatchObject({ on: '2026-02-18', attributes: { sex: 'male' } });
  });

  it('takes a birth certificate once in the country', async () => {
    const other = await register({ nationalId: '60', givenName: 'Asha' }, { certificate: 'BC-1' });
    expect(other.caseId).not.toBe(caseId);

    const requested = await correct({ [`/children/${childId}/certificate`]: 'BC-2' });
    await decide(requested.body['reviewId'], 'approve');

    expect(allOf(await file(), Children)).toMatchObject([{ birthRegistered: true }]);
    expect(allOf(await file(), Occurrences).map(({ source }) => source)).toContain('birthRegistered');
    expect((await world.table.find(keys.claim('certificate', await vault.hash('certificate', 'BC-2'))))?.['caseId']).toBe(caseId);
  });

  it.each<[string, Record<string, unknown>, number, string[]]>([
    ['a field that nobody may correct', { '/personId': 'x' }, 400, ['#/body/changes/0/field']],
    ['a fact that the programme does not ask for', { '/applicant/income': 5 }, 400, ['#/body/changes/0/field']],
    ['a child that is not there', { '/children/5f0a2c36-2f6e-4f5e-9d0a-0c8b3e1f7a02/sex': 'male' }, 400, ['#/body/changes/0/field']],
    ['a value of another kind', { '/mother/birthDate': '1998-02-30' }, 400, ['#/body/changes/0/value']],
    ['a value that cannot be true', { '/mother/birthDate': '2024-01-01' }, 422, ['#/body/changes/0/value', '#/body/changes']],
    ['a birth in the future', { '/mother/birthDate': '2027-01-01' }, 422, ['#/body/changes/0/value', '#/body/changes']],
    ['what the record holds already', { '/mother/phone': '+919876543210' }, 400, ['#/body/changes/0/value']],
    ['the number that it holds already', { '/mother/nationalId': '53' }, 400, ['#/body/changes/0/value']],
    ['a language of no text', { '/language': 'xx' }, 422, ['#/body/changes/0/value']],
  ])('refuses %s, with nothing stored', async (_, changes, status, where) => {
    const before = await world.table.all(`CASE#${caseId}`);

    const answer = await correct(changes);

    expect(answer.status).toBe(status);
    expect(pointers(answer)).toEqual(where);
    expect(await world.table.all(`CASE#${caseId}`)).toEqual(before);
  });

  it('honours If-Match and a repeated Idempotency-Key', async () => {
    const { version } = (await file()).root;
    const stale = await correct({ '/language': 'fr' }, { ...SUPERVISOR, headers: { 'if-match': `"${String(version - 1)}"` } });
    const first = await correct(
      { '/language': 'fr' },
      { ...SUPERVISOR, headers: { 'if-match': `"${String(version)}"`, 'idempotency-key': 'k-1' } },
    );
    const again = await correct({ '/language': 'fr' }, { ...SUPERVISOR, headers: { 'idempotency-key': 'k-1' } });

    expect([stale.status, first.status]).toEqual([412, 201]);
    expect(again).toMatchObject({ status: 201, body: first.body });
  });

  describe('who may correct', () => {
    it.each<[string, Partial<CallOptions>, string, unknown, number]>([
      ['a worker a phone', WORKER, '/mother/phone', '+919876543211', 201],
      ['a worker no national number', WORKER, '/mother/nationalId', '54', 403],
      ['a supervisor a national number', SUPERVISOR, '/mother/nationalId', '54', 201],
      ['a partner a name of its own case', { client: 'client-1', partner: true }, '/mother/givenName', 'Saumya', 201],
      ['a partner no phone', { client: 'client-1', partner: true }, '/mother/phone', '+919876543211', 403],
      ['another partner nothing', { client: 'other', partner: true }, '/mother/givenName', 'Saumya', 403],
      ['nobody without the scope', { ...WORKER, scopes: ['care.write'] }, '/mother/phone', '+919876543211', 403],
    ])('%s', async (_, as, field, value, status) => {
      expect((await correct({ [field]: value }, as)).status).toBe(status);
    });
  });
});
