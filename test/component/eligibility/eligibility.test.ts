import { place } from '../../../functions/casefile/entity.ts';
import { allOf, type CaseFile } from '../../../functions/casefile/files.ts';
import { Reviews } from '../../../functions/casefile/review.ts';
import { getDecisions } from '../../../functions/eligibility/api/get-decisions.ts';
import { lodgeAppeal } from '../../../functions/eligibility/api/lodge-appeal.ts';
import { requestEligibility } from '../../../functions/eligibility/api/request-eligibility.ts';
import { ruleAppeal } from '../../../functions/eligibility/subscribers/rule-appeal.ts';
import {
  redetermineEligibility,
  retryEligibility,
  startEligibility,
} from '../../../functions/eligibility/subscribers/start-eligibility.ts';
import { awaitReview } from '../../../functions/eligibility/tasks/await-review.ts';
import { determineEligibility } from '../../../functions/eligibility/tasks/determine-eligibility.ts';
import { parkEligibility } from '../../../functions/eligibility/tasks/park-eligibility.ts';
import { recordDecision } from '../../../functions/eligibility/tasks/record-decision.ts';
import { programmesOf } from '../../../functions/runtime/programmes.ts';
import { aCase, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { deliver, notedWorkflows, runTask } from '../../support/tasks.ts';
import { aContext, aWorld, call } from '../../support/world.ts';
import { looksAt } from '../../support/looks.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const INELIGIBLE = { categories: ['NFSA_RATION_CARD'], employment: 'none', livingChildren: 2 };
const ELIGIBLE = { ...INELIGIBLE, livingChildren: 0 };
const AT = '2026-02-01T10:00:00.000Z';

const setUp = async (applicant: NonNullable<CaseSeed['root']>['applicant'] = ELIGIBLE, root: CaseSeed['root'] = {}) => {
  const world = await aWorld(engine);
  const machines = notedWorkflows();
  const needs = { files: world.files, programmes: shippedProgrammes, workflows: machines.workflows };
  const caseId = await aCase(world.files, { root: { programme: 'IN-PMMVY2', status: 'verified', language: 'hi', applicant, ...root } });
  return { world, needs, caseId, ...machines };
};
type Setting = Awaited<ReturnType<typeof setUp>>;

interface Determined {
  readonly assessmentId: string;
  readonly outcome: string;
  readonly reviewNeeded: boolean;
}

const determine = async ({ needs, caseId }: Setting, at = AT): Promise<Determined> =>
  (await runTask(determineEligibility(needs), { caseId }, { at })) as Determined;

const record = ({ needs, caseId }: Setting, assessmentId: string, review?: { reviewId: string }, at = AT) =>
  runTask(recordDecision(needs), { caseId, assessment: { value: { assessmentId } }, ...(review === undefined ? {} : { review }) }, { at });

const open = ({ world, caseId }: Setting): Promise<CaseFile> => world.files.open(caseId, aContext(AT));

const decideReview = async (setting: Setting, decision: string, kind = 'eligibility'): Promise<string> => {
  const file = await open(setting);
  const review = allOf(file, Reviews).find((one) => one.kind === kind && one.status === 'open');
  if (review === undefined) throw new Error(`no open review of kind ${kind}`);
  const decided = { ...review, status: 'decided' as const, decision, decidedBy: 'user:supervisor', decidedAt: AT };
  await setting.world.files.commit(file, aContext(AT, { causationId: `decide-${decision}` }), {
    put: [place(Reviews, decided)],
    answer: undefined,
  });
  return review.reviewId;
};

const decidedIneligible = async (): Promise<Setting> => {
  const setting = await setUp(INELIGIBLE);
  const { assessmentId } = await determine(setting);
  await record(setting, assessmentId);
  return setting;
};

const decisions = async ({ needs, caseId }: Setting, query: Record<string, string> = {}) =>
  (await call(getDecisions(needs), { path: { caseId }, query })).body['items'] as Record<string, unknown>[];

describe('the tasks of eligibility', () => {
  it('decide an eligible mother without a person, and the same when repeated', async () => {
    const setting = await setUp();
    const first = await determine(setting);
    await record(setting, first.assessmentId);

    expect(await determine(setting)).toEqual(first);
    await record(setting, first.assessmentId);

    expect(first).toMatchObject({ outcome: 'eligible', reviewNeeded: false });
    expect(await setting.world.factsOf(setting.caseId)).toEqual(['EligibilityDecided.v1']);
    expect((await open(setting)).root.status).toBe('eligible');
  });

  it('have a person look at an ineligible one, and answer a repeat that comes after the decision', async () => {
    const setting = await setUp(INELIGIBLE);
    const { assessmentId, reviewNeeded } = await determine(setting);
    const input = { caseId: setting.caseId, assessment: { value: { assessmentId } } };
    const wait = (token: string) => runTask(awaitReview(setting.needs), input, { at: AT, token });

    expect(reviewNeeded).toBe(true);
    await wait('token-1');
    await wait('token-2');
    expect(allOf(await open(setting), Reviews).map(({ token }) => token)).toEqual(['token-2']);
    const reviewId = await decideReview(setting, 'eligible');
    await wait('token-3');
    await record(setting, assessmentId, { reviewId });

    expect(setting.answered).toEqual([{ token: 'token-3', output: { decision: 'eligible', reviewId } }]);
    expect(await setting.world.factsOf(setting.caseId)).toEqual(['ReviewOpened.v1', 'EligibilityDecided.v1']);
    expect(await decisions(setting)).toEqual([expect.objectContaining({ outcome: 'eligible', found: 'ineligible', decidedBy: 'review' })]);
  });

  it('refuse a case that has left meanwhile', async () => {
    const setting = await setUp(ELIGIBLE, { status: 'exited' });

    await expect(determine(setting)).rejects.toMatchObject({ name: 'StatusRefuses' });
  });

  it('park a case whose programme is not run here, and the sweep has it tried again', async () => {
    const setting = await setUp();
    const nowhere = programmesOf(() => new Map());
    await expect(
      runTask(determineEligibility({ ...setting.needs, programmes: nowhere }), { caseId: setting.caseId }),
    ).rejects.toMatchObject({ name: 'ProgrammeUnknown' });
    await runTask(parkEligibility(setting.needs), { caseId: setting.caseId, failure: { Error: 'ProgrammeUnknown', Cause: '{}' } });
    await deliver(
      retryEligibility(setting.needs),
      setting.caseId,
      { kind: 'eligibility', item: 'WAITING#eligibility', dueOn: '2026-02-02' },
      '2026-02-02T01:00:00.000Z',
    );

    expect(setting.started).toEqual([{ machine: 'eligibility', name: expect.any(String) as unknown, input: { caseId: setting.caseId } }]);
    expect((await open(setting)).items.find(({ entity }) => entity === 'waiting')).toMatchObject({
      reason: 'ProgrammeUnknown',
      dueOn: '2026-02-03',
    });
    await determine(setting, '2026-02-02T02:00:00.000Z');
    expect((await open(setting)).items.find(({ entity }) => entity === 'waiting')).toBeUndefined();
  });
});

describe('the subscribers of eligibility', () => {
  it('start the state machine for a verified case, under the name of the event', async () => {
    const setting = await setUp();
    await deliver(startEligibility(setting.needs), setting.caseId, { how: 'registries' });
    await deliver(startEligibility(setting.needs), setting.caseId, { how: 'registries' });

    expect(new Set(setting.started.map(({ name }) => name)).size).toBe(1);
  });

  it.each([
    ['applicant.livingChildren', 'ineligible', 1],
    ['/mother/birthDate', 'inEligibilityReview', 1],
    ['mother.phone', 'ineligible', 0],
    ['applicant.livingChildren', 'enrolled', 0],
  ] as const)('after a correction of %s while %s start %i', async (field, status, starts) => {
    const setting = await setUp(INELIGIBLE, { status });
    await deliver(redetermineEligibility(setting.needs), setting.caseId, { correctionId: setting.caseId, fields: [field] });

    expect(setting.started).toHaveLength(starts);
  });
});

describe('GET /cases/{caseId}/decisions', () => {
  it('gives all grounds in the language asked for, and what they were based on', async () => {
    const setting = await decidedIneligible();
    const [hindi] = await decisions(setting);
    const [english] = await decisions(setting, { language: 'en' });

    expect(english).toMatchObject({
      outcome: 'ineligible',
      policyVersion: '2.0',
      asOf: '2026-02-01',
      appealUntil: '2026-03-03',
      grounds: [{ rule: 'P2-ORDER', reason: expect.any(String) as unknown }],
      inputs: { applicant: { livingChildren: 2, age: 25 } },
    });
    expect(JSON.stringify(hindi?.['grounds'])).toMatch(/[\u0900-\u097f]/);
  });

  it('needs its scope, and keeps another partner out', async () => {
    const { needs, caseId } = await decidedIneligible();

    expect((await call(getDecisions(needs), { path: { caseId }, scopes: ['eligibility.write'] })).status).toBe(403);
    expect(await call(getDecisions(needs), { path: { caseId }, client: 'another', partner: true })).toMatchObject({
      status: 403,
      body: { type: 'urn:nestling:problem:case-of-another-partner' },
    });
  });

  it('leaves an entry of who looked', async () => {
    const setting = await decidedIneligible();
    await decisions(setting);

    expect(await looksAt(setting.world.table, setting.caseId)).toEqual([
      expect.objectContaining({ why: 'decisions on eligibility', by: 'client:client-1' }),
    ]);
  });
});

describe('POST /cases/{caseId}/appeals', () => {
  const lodge = async (setting: Setting, body: unknown, options: { at?: string; headers?: Record<string, string> } = {}) =>
    call(lodgeAppeal(setting.needs), { path: { caseId: setting.caseId }, body, at: AT, ...options });
  const latest = async (setting: Setting): Promise<string> => String((await decisions(setting))[0]?.['decisionId']);

  it('is decided by a second person in her favour', async () => {
    const setting = await decidedIneligible();
    const answer = await lodge(setting, { decisionId: await latest(setting), grounds: 'one of my children has died' });
    const reviewId = await decideReview(setting, 'eligible', 'appeal');
    const data = { reviewId, kind: 'appeal', decision: 'eligible' };
    await deliver(ruleAppeal(setting.needs), setting.caseId, data);
    await deliver(ruleAppeal(setting.needs), setting.caseId, data);

    expect(answer).toMatchObject({ status: 201, body: { appealId: reviewId, dueOn: '2026-02-08' } });
    expect((await open(setting)).root.status).toBe('eligible');
    expect(await setting.world.factsOf(setting.caseId)).toEqual([
      'EligibilityDecided.v1',
      'AppealLodged.v1',
      'ReviewOpened.v1',
      'EligibilityDecided.v1',
    ]);
    expect((await decisions(setting)).map(({ decidedBy }) => decidedBy)).toEqual(['appeal', 'rules']);
  });

  it('is one however often it is sent', async () => {
    const setting = await decidedIneligible();
    const body = { decisionId: await latest(setting), grounds: 'please look again' };
    const first = await lodge(setting, body);

    expect((await lodge(setting, body)).body).toEqual(first.body);
    expect(allOf(await open(setting), Reviews)).toHaveLength(1);
  });

  it.each([
    ['no grounds', { grounds: '' }, 400],
    ['an unknown field', { grounds: 'x', outcome: 'eligible' }, 400],
    ['a decision of another case', { decisionId: '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10', grounds: 'x' }, 404],
  ] as const)('is refused with %s', async (_, body, status) => {
    const setting = await decidedIneligible();

    expect((await lodge(setting, { decisionId: await latest(setting), ...body })).status).toBe(status);
    expect(allOf(await open(setting), Reviews)).toEqual([]);
  });

  it('is refused when the time for it is over', async () => {
    const setting = await decidedIneligible();

    expect(await lodge(setting, { decisionId: await latest(setting), grounds: 'x' }, { at: '2026-03-04T10:00:00.000Z' })).toMatchObject({
      status: 409,
      body: { type: 'urn:nestling:problem:appeal-closed' },
    });
  });
});

describe('POST /cases/{caseId}/eligibility', () => {
  const again = ({ needs, caseId }: Setting, key?: string) =>
    call(requestEligibility(needs), { path: { caseId }, ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }) });

  it('asks for one more determination, once for a key', async () => {
    const setting = await decidedIneligible();
    const [first, second] = [await again(setting, 'k-1'), await again(setting, 'k-1')];

    expect(first).toMatchObject({ status: 202, body: { status: 'ineligible' } });
    expect(second.body).toEqual(first.body);
    expect((await setting.world.factsOf(setting.caseId)).filter((fact) => fact === 'EligibilityRequested.v1')).toHaveLength(1);
  });

  it('is refused once she is enrolled', async () => {
    const setting = await setUp(ELIGIBLE, { status: 'enrolled' });

    expect(await again(setting)).toMatchObject({
      status: 409,
      body: { currentStatus: 'enrolled', allowed: ['verified', 'inEligibilityReview', 'ineligible'] },
    });
  });
});
