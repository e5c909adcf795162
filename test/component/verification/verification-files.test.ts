import { compareFileLines } from '../../../functions/verification/api/compare-file-lines.ts';
import { aConsentedCase } from '../../support/consented-case.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { looksAt } from '../../support/looks.ts';
import { aContext, call, testVault, type CallOptions } from '../../support/world.ts';
import { aVerificationWorld, CHILD, KNOWN, programmes, type VerificationWorld } from './verification-world.ts';

const HER_LINE = {
  of: 'mother',
  nationalId: '53',
  givenName: 'Sowmya',
  familyName: 'Krishnamurti',
  birthDate: '1996-05-14',
  sex: 'female',
};

/** A machine of a partner that registered nobody here. */
const PARTNER: CallOptions = { partner: true, client: 'client-2' };

interface Outcome {
  readonly line: number;
  readonly outcome: string;
  readonly effect: string;
  readonly caseId?: string;
  readonly reasons: readonly string[];
  readonly differences: readonly unknown[];
  readonly problem?: { readonly type: string };
}

describe("a register's file, line by line", () => {
  let engine: Engine;
  let world: VerificationWorld;
  const begin = async (options: Parameters<typeof aVerificationWorld>[1] = {}) => (world = await aVerificationWorld(engine, options));
  const send = (lines: readonly unknown[], options: CallOptions = {}) => {
    const { files, table } = world;
    return call(compareFileLines({ files, table, vault: testVault, programmes }), {
      body: { lines },
      at: world.at(),
      ...(options.partner === true ? {} : { user: 'sue', groups: ['supervisor'] }),
      ...options,
    });
  };
  const compare = async (...lines: readonly Record<string, unknown>[]): Promise<readonly Outcome[]> => {
    const answer = await send(lines.map((line, place) => ({ line: place + 1, ...line })));
    if (answer.status !== 200) throw new Error(answer.text);
    await world.settle();
    return answer.body['outcomes'] as readonly Outcome[];
  };

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.stop());

  it('lets a parked case go on without asking the registry that is away', async () => {
    await begin();
    world.control.setFault({ target: 'identity', kind: 'down' });
    const caseId = await world.register();
    expect((await world.fileOf(caseId)).status).toBe('parked');

    const [outcome] = await compare(HER_LINE);

    expect(outcome).toEqual({ line: 1, outcome: 'match', caseId, reasons: [], differences: [], effect: 'verificationResumed' });
    expect((await world.fileOf(caseId)).root).toMatchObject({ status: 'verified', verified: { how: 'registries' } });
    expect(await looksAt(world.table, caseId)).toMatchObject([{ by: 'user:sue', why: 'verification file' }]);
  });

  it('lays a difference of a parked case before a person, once, and goes on when she accepts it', async () => {
    await begin();
    world.control.setFault({ target: 'identity', kind: 'down' });
    const caseId = await world.register();
    const differing = { ...HER_LINE, birthDate: '1996-04-15' };

    const [first] = await compare(differing);
    const [again] = await compare(differing);

    expect(first).toMatchObject({
      outcome: 'mismatch',
      reasons: ['difference'],
      differences: [{ field: 'mother.birthDate', source: 'identity', registered: '1996-05-14', found: '1996-04-15' }],
      effect: 'reviewOpened',
    });
    expect(again).toMatchObject({ outcome: 'mismatch', effect: 'none' });
    const { reviews } = await world.fileOf(caseId);
    expect(reviews).toMatchObject([{ options: ['tryAgain', 'accept', 'refuse'], dueOn: '2026-03-08', openedBy: 'user:sue' }]);

    await world.decide(caseId, await world.openReview(caseId), 'accept');
    expect((await world.fileOf(caseId)).root).toMatchObject({ status: 'verified', verified: { how: 'review' } });
  });

  it('asks a person whether the record of a verified case stands, and leaves the case where it is', async () => {
    await begin();
    const caseId = await world.register();

    const [outcome] = await compare({ of: 'child', certificate: 'bc-53', birthDate: '2026-02-20', motherId: '53', diedOn: '2026-02-27' });

    expect(outcome).toMatchObject({ outcome: 'mismatch', reasons: ['childRecordedDead'], effect: 'reviewOpened' });
    const review = await world.openReview(caseId);
    expect(review.options).toEqual(['keep', 'correct']);
    await world.decide(caseId, review, 'keep');
    expect((await world.fileOf(caseId)).status).toBe('verified');
  });

  it('finds a child by its mother and birth date, and asks at once about a birth that is awaited', async () => {
    await begin({ population: { people: KNOWN.people ?? [] }, birthRegistrationDays: 0 });
    const caseId = await world.register({ children: [CHILD] });
    expect((await world.fileOf(caseId)).status).toBe('awaitingBirthRegistration');
    await world.pass({ hours: 1 });

    const [outcome] = await compare({ of: 'child', childId: 'C1', birthDate: '2026-02-20', motherId: '53', sex: 'female' });

    expect(outcome).toMatchObject({ outcome: 'match', effect: 'birthAskedAbout' });
    expect((await world.fileOf(caseId)).status).toBe('verified');
  });

  it('says of each line what kept it from being compared, and reads nothing without consent', async () => {
    await begin();
    await world.register();
    const without = await aConsentedCase(world.world, { purposes: ['programme'] });
    const hash = await testVault.hash('mother', '54');
    await world.files.change(without, aContext(world.at()), () => ({
      claims: [{ kind: 'mother', hash, refusal: 'MotherAlreadyRegistered' }],
      answer: undefined,
    }));

    const outcomes = await compare(
      { ...HER_LINE, nationalId: '99' },
      { of: 'mother', programmeNumber: 'nonsense' },
      { ...HER_LINE, nationalId: '54' },
      HER_LINE,
    );
    const foreign = await send([{ line: 4, ...HER_LINE }], PARTNER);

    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['notFound', 'refused', 'consentMissing', 'match']);
    expect(outcomes[2]).toMatchObject({ caseId: without, differences: [], effect: 'none' });
    expect(outcomes[1]?.problem).toEqual({
      type: 'urn:nestling:problem:invalid-request',
      detail: '#/programmeNumber is not a programme number',
    });
    expect(foreign.body['outcomes']).toMatchObject([
      { line: 4, outcome: 'refused', problem: { type: 'urn:nestling:problem:case-of-another-partner' } },
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['nobody named', { of: 'mother', givenName: 'A' }, '#/body/lines/0/nationalId'],
    ['a day that is none', { ...HER_LINE, birthDate: '14/05/1996' }, '#/body/lines/0/birthDate'],
    ['a field that we do not know', { ...HER_LINE, religion: 'x' }, '#/body/lines/0/religion'],
  ])('is refused as a whole with %s', async (_what, line, pointer) => {
    await begin();
    const caseId = await world.register();

    const answer = await send([{ line: 1, ...line }]);

    expect(answer.status).toBe(400);
    expect((answer.body['errors'] as { pointer: string }[]).map((error) => error.pointer)).toEqual([pointer]);
    expect(await looksAt(world.table, caseId)).toEqual([]);
  });

  it('is not for a worker', async () => {
    await begin();

    expect((await send([{ line: 1, ...HER_LINE }], { groups: ['worker'] })).status).toBe(403);
  });
});
