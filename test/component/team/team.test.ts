import { addMember } from '../../../functions/team/api/add-member.ts';
import { addAction } from '../../../functions/team/api/add-action.ts';
import { closeAction } from '../../../functions/team/api/close-action.ts';
import { endMembership } from '../../../functions/team/api/end-membership.ts';
import { getCaseReview } from '../../../functions/team/api/get-case-review.ts';
import { holdCaseReview } from '../../../functions/team/api/hold-case-review.ts';
import { judgeAccess } from '../../../functions/team/api/judge-access.ts';
import { listAccessGrants } from '../../../functions/team/api/list-access-grants.ts';
import { listAreaCaseReviews } from '../../../functions/team/api/list-area-case-reviews.ts';
import { listTeam } from '../../../functions/team/api/list-team.ts';
import { listWorkerActions } from '../../../functions/team/api/list-worker-actions.ts';
import { moveGoal } from '../../../functions/team/api/move-goal.ts';
import { openAccess } from '../../../functions/team/api/open-access.ts';
import { readHandover } from '../../../functions/team/api/read-handover.ts';
import { readPlan } from '../../../functions/team/api/read-plan.ts';
import { scheduleCaseReview } from '../../../functions/team/api/schedule-case-review.ts';
import { setGoal } from '../../../functions/team/api/set-goal.ts';
import { followCase } from '../../../functions/team/subscribers/follow-case.ts';
import { raiseOverdue } from '../../../functions/team/subscribers/raise-overdue.ts';
import { scheduleByRules } from '../../../functions/team/subscribers/schedule-by-rules.ts';
import { giveCompliment } from '../../../functions/care/api/give-compliment.ts';
import { listCaseGrievances } from '../../../functions/care/api/list-case-grievances.ts';
import { listCompliments } from '../../../functions/care/api/list-compliments.ts';
import { listGrievances } from '../../../functions/care/api/list-grievances.ts';
import { listWorkerContacts } from '../../../functions/care/api/list-worker-contacts.ts';
import { openGrievance } from '../../../functions/care/api/open-grievance.ts';
import { readTimeline } from '../../../functions/care/api/read-timeline.ts';
import { transferCase } from '../../../functions/care/api/transfer-case.ts';
import type { Subscription } from '../../../functions/runtime/subscriber.ts';
import { workerWrites } from '../../../functions/casefile/worker.ts';
import { listAccesses } from '../../../functions/consent/api/list-accesses.ts';
import { addWorker } from '../../../functions/enrolment/api/add-worker.ts';
import { changeWorker } from '../../../functions/enrolment/api/change-worker.ts';
import { findProgrammeNumber } from '../../../functions/enrolment/api/find-programme-number.ts';
import { programmeNumberOf } from '../../../functions/enrolment/domain/programme-number.ts';
import { getCase } from '../../../functions/registration/api/get-case.ts';
import { listCases } from '../../../functions/registration/api/list-cases.ts';
import { listReviews } from '../../../functions/reviews/api/list-reviews.ts';
import { AlertClosed, WorkerAssigned } from '../../../events/catalogue.ts';
import { aCase, shippedProgrammes as programmes } from '../../support/builders.ts';
import { deliver } from '../../support/tasks.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { looksAt } from '../../support/looks.ts';
import { aContext, aWorld, call, testVault, type CallOptions, type World } from '../../support/world.ts';

const AT = '2026-03-01T10:00:00.000Z';
const LATER = '2026-03-01T12:59:59.999Z';
const OVER = '2026-03-01T13:00:00.000Z';
const REASON = 'She is in our emergency room.';
const TARA = { user: 'tara', groups: ['worker', 'area:south-1'] };
const BOSS = { user: 'boss', groups: ['supervisor', 'area:north-1'] };
const OUTSIDE = { status: 403, body: { type: 'urn:nestling:problem:outside-your-area' } };

const subscriptionTo = ({ detailType }: { readonly detailType: string }, subscriptions: readonly Subscription[]): Subscription => {
  const found = subscriptions.find((one) => one.detailType === detailType);
  if (found === undefined) throw new Error(`nobody listens to ${detailType}`);
  return found;
};

describe('the people around a case', () => {
  let engine: Engine;
  let world: World;
  let caseId: string;

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(async () => {
    world = await aWorld(engine);
    caseId = await aCase(world.files, { root: { status: 'enrolled', workerId: 'w-1' } });
  });

  const needs = () => ({ files: world.files, table: world.table, programmes });
  const path = () => ({ caseId });
  const open = (options: CallOptions = {}) =>
    call(openAccess(needs()), { path: path(), body: { reason: REASON }, at: AT, ...TARA, ...options });
  const look = (options: CallOptions = {}) => call(getCase(needs()), { path: path(), at: AT, ...TARA, ...options });
  const act = (options: CallOptions = {}) =>
    call(addAction(needs()), {
      path: path(),
      body: { text: 'Bring the cuff', owner: { kind: 'assignedWorker' }, dueOn: '2026-03-05' },
      at: AT,
      ...options,
    });

  describe('who is bound to areas', () => {
    it.each([
      ['her own area', ['worker', 'area:north-1'], 200],
      ['a district that her area begins with', ['worker', 'area:north-*'], 200],
      ['one of several', ['worker', 'area:south-1', 'area:north-1'], 200],
      ['no area at all, as before there were any', ['worker'], 200],
      ['another area', ['worker', 'area:south-1'], 403],
      ['an area whose name only begins alike', ['worker', 'area:north-10'], 403],
      ['a group that names none', ['worker', 'area:'], 403],
      ['another area, as a supervisor', ['supervisor', 'area:south-1'], 403],
      ['another area, as a manager', ['manager', 'area:south-1'], 200],
      ['another area, as an administrator', ['admin', 'area:south-1'], 200],
    ])('sees a case with %s: %j %i', async (_, groups, status) => {
      expect((await look({ groups })).status).toBe(status);
    });

    it('neither changes a case elsewhere, nor reads its history, nor who looked', async () => {
      expect(await act(TARA)).toMatchObject(OUTSIDE);
      expect(await call(readTimeline(needs()), { path: path(), ...TARA })).toMatchObject(OUTSIDE);
      expect(await call(listAccesses(needs()), { path: path(), ...TARA })).toMatchObject(OUTSIDE);
      expect(await world.factsOf(caseId)).toEqual([]);
      expect(await looksAt(world.table, caseId)).toEqual([]);
    });

    it('registers nobody elsewhere', async () => {
      const { root } = await world.files.open(caseId, aContext(AT));

      await expect(world.files.create(root, { ...aContext(AT), areas: ['south-1'] }, { answer: null })).rejects.toMatchObject({
        name: 'OutsideYourArea',
      });
    });

    it('lists nothing of another area', async () => {
      const query = { area: 'north-1' };
      const lists = [listCases, listReviews, listGrievances, listAreaCaseReviews];

      for (const list of lists) expect(await call(list(needs()), { query, ...TARA })).toMatchObject(OUTSIDE);
      for (const list of [listAccessGrants, listCompliments])
        expect(await call(list(needs()), { query, user: 'b', groups: ['supervisor', 'area:south-1'] })).toMatchObject(OUTSIDE);
      for (const list of lists) expect((await call(list(needs()), { query, ...BOSS })).status).toBe(200);
    });

    it('adds and changes no worker of another area', async () => {
      const worker = { areas: ['north-1'], capacity: 5 };
      const south = { user: 's', groups: ['supervisor', 'area:south-1'] };
      const workers = { table: world.table, vault: testVault };
      const path = { workerId: 'w-5' };

      expect(await call(addWorker(workers), { body: { ...worker, workerId: 'w-5' }, ...south })).toMatchObject(OUTSIDE);
      expect((await call(addWorker(workers), { body: { ...worker, workerId: 'w-5' }, ...BOSS })).status).toBe(201);
      expect(await call(changeWorker(workers), { path, body: { ...worker, areas: ['south-1'] }, ...south })).toMatchObject(OUTSIDE);
      expect(await call(changeWorker(workers), { path, body: { ...worker, areas: ['south-1'] }, ...BOSS })).toMatchObject(OUTSIDE);
    });

    it('learns from a card which case to open, and nothing of who she is', async () => {
      const programmeNumber = programmeNumberOf('NST', 'card', 0);
      const enrolled = { at: AT, programmeNumber };
      const carried = await aCase(world.files, { root: { status: 'enrolled', enrolled } });

      const answer = await call(findProgrammeNumber(needs()), { path: { number: programmeNumber }, at: AT, ...TARA });

      expect(answer).toMatchObject({ status: 200, body: { caseId: carried, programmeNumber } });
      expect(answer.text).not.toMatch(/Asha|Devi|9876543210/);
      expect(await looksAt(world.table, carried)).toMatchObject([{ by: 'user:tara', why: 'programme number looked up' }]);
      expect(await look({ path: { caseId: carried } })).toMatchObject(OUTSIDE);
    });

    it("finds in a worker's list only what is in her own areas", async () => {
      await act();
      const rows = async (groups: string[]) =>
        (await call(listWorkerActions(needs()), { path: { workerId: 'w-1' }, user: 'x', groups })).body['items'];

      expect(await rows(['worker', 'area:south-1'])).toEqual([]);
      expect(await rows(['worker', 'area:north-1'])).toMatchObject([{ caseId, text: 'Bring the cuff' }]);
      expect((await call(listWorkerContacts(needs()), { path: { workerId: 'w-1' }, ...BOSS })).body['items']).toEqual([]);
    });
  });

  describe('POST /cases/{caseId}/access-grants', () => {
    it('opens the case to her who gave the reason, until the time is over', async () => {
      expect(await open()).toMatchObject({ status: 201, body: { by: 'user:tara', reason: REASON, openedAt: AT, expiresAt: OVER } });

      expect((await look()).status).toBe(200);
      expect((await look({ at: LATER })).status).toBe(200);
      expect(await look({ at: OVER })).toMatchObject(OUTSIDE);
      expect(await look({ user: 'uma' })).toMatchObject(OUTSIDE);
    });

    it('leaves its reason where the mother finds it, and stands in the list of the area', async () => {
      await open();

      expect(await looksAt(world.table, caseId)).toContainEqual(
        expect.objectContaining({ by: 'user:tara', why: `opened from outside the area: ${REASON}` }),
      );
      expect(await world.factsOf(caseId)).toEqual(['AccessOpened.v1']);
      expect(JSON.stringify(await world.eventsOf(caseId))).not.toContain(REASON);
      expect((await call(listAccessGrants(needs()), { query: { area: 'north-1' }, ...BOSS })).body['items']).toMatchObject([
        { caseId, by: 'user:tara', reason: REASON },
      ]);
    });

    it('is told once however often it is asked for while it is open, and can be opened again', async () => {
      const first = await open();

      expect((await open({ at: LATER })).body).toEqual(first.body);
      expect((await open({ at: OVER })).body['expiresAt']).toBe('2026-03-01T16:00:00.000Z');
      expect(await world.factsOf(caseId)).toEqual(['AccessOpened.v1', 'AccessOpened.v1']);
    });

    it('ends at once when a supervisor finds that it was not right, and is judged by somebody else, once', async () => {
      const { body } = await open();
      const judge = (justified: boolean, options: CallOptions = {}) =>
        call(judgeAccess(needs()), {
          path: { caseId, grantId: String(body['grantId']) },
          body: { justified, note: 'she knows nobody here' },
          at: LATER,
          ...BOSS,
          ...options,
        });

      expect((await judge(true, { user: 'tara', groups: ['supervisor', 'area:south-1'] })).body['type']).toMatch('second-person-needed');
      expect((await judge(true, { groups: ['worker', 'area:north-1'] })).body['type']).toMatch('role-missing');
      expect((await look({ at: LATER })).status).toBe(200);
      expect(await judge(false)).toMatchObject({ status: 200, body: { finding: { justified: false, by: 'user:boss' } } });

      expect(await look({ at: LATER })).toMatchObject(OUTSIDE);
      expect((await judge(false)).status).toBe(200);
      expect((await judge(true)).status).toBe(409);
      expect(await world.factsOf(caseId)).toEqual(['AccessOpened.v1', 'AccessJudged.v1']);
      expect((await call(listAccessGrants(needs()), { query: { area: 'north-1' }, ...BOSS })).body['items']).toMatchObject([
        { caseId, finding: { justified: false } },
      ]);
    });

    it('is for nobody who sees the case anyhow, nor without a reason, nor for another partner', async () => {
      expect(await open({ groups: ['worker', 'area:north-1'] })).toMatchObject({ status: 409 });
      expect(await open({ body: { reason: 'because' } })).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/body/reason' }] } });
      expect((await call(openAccess(needs()), { path: path(), body: { reason: REASON }, client: 'other', partner: true })).status).toBe(
        403,
      );
    });
  });

  describe('the care team', () => {
    const add = (body: Record<string, unknown>, options: CallOptions = {}) =>
      call(addMember(needs()), { path: path(), body, at: AT, ...BOSS, ...options });
    const TARA_HERSELF = { who: { kind: 'user', user: 'tara' }, role: 'socialWorker' };

    it('lets in a member from elsewhere until she leaves', async () => {
      const { body } = await add(TARA_HERSELF);
      expect((await look({ at: LATER })).status).toBe(200);

      const memberId = String(body['memberId']);
      await call(endMembership(needs()), { path: { caseId, memberId }, body: { reason: 'moved' }, at: LATER, ...BOSS });

      expect(await look({ at: OVER })).toMatchObject(OUTSIDE);
      expect(await world.factsOf(caseId)).toEqual(['TeamMemberAdded.v1', 'TeamMemberLeft.v1']);
    });

    it('has one lead, and the assigned worker without being told', async () => {
      await add({ who: { kind: 'user', user: 'ann' }, role: 'midwife', leads: true });
      await add({ who: { kind: 'organisation', organisationId: 'food-bank' }, role: 'communityOrganisation', leads: true }, { at: LATER });

      const { body } = await call(listTeam(needs()), { path: path(), at: LATER, ...BOSS });

      expect(body).toMatchObject({ assignedWorker: 'w-1', items: [{ role: 'midwife', leads: false }, { leads: true }] });
      expect((await add({ who: { kind: 'worker', workerId: 'w-1' }, role: 'nurse' })).status).toBe(422);
    });

    it('takes no unknown role, is changed by supervisors, and remembers who is in it', async () => {
      expect(await add({ ...TARA_HERSELF, role: 'king' })).toMatchObject({ status: 422, body: { errors: [{ pointer: '#/body/role' }] } });
      expect((await add(TARA_HERSELF, { groups: ['worker'] })).status).toBe(403);
      const first = await add(TARA_HERSELF);
      expect((await add(TARA_HERSELF, { at: LATER })).body).toEqual(first.body);
    });
  });

  describe('the shared plan', () => {
    const goal = { text: 'Pressure below 140/90', of: 'mother', domain: 'bloodPressure', targetOn: '2026-04-20' };

    it('is moved along under If-Match only as it was seen', async () => {
      const { body } = await call(setGoal(needs()), { path: path(), body: goal, at: AT, ...BOSS });
      const seen = await call(readPlan(needs()), { path: path(), at: AT, ...BOSS });
      const move = (ifMatch: string) =>
        call(moveGoal(needs()), {
          path: { caseId, goalId: String(body['goalId']) },
          body: { status: 'active', motherAgrees: true },
          headers: { 'if-match': ifMatch },
          at: LATER,
          ...BOSS,
        });

      expect(seen.body).toMatchObject({ goals: [{ status: 'proposed', text: goal.text }], actions: [] });
      expect((await move('"1"')).status).toBe(412);
      expect(await move(String(seen.headers['etag']))).toMatchObject({ status: 200, body: { status: 'active' } });
    });

    it("follows the case into the new worker's list", async () => {
      await world.table.transact(
        ['w-1', 'w-2'].flatMap((workerId) =>
          workerWrites({ workerId, version: 1, areas: ['north-1'], capacity: 9, active: true }, undefined),
        ),
        'workers',
      );
      await act();
      const listOf = async (workerId: string) =>
        (await call(listWorkerActions(needs()), { path: { workerId }, ...BOSS })).body['items'] as unknown[];
      expect(await listOf('w-1')).toHaveLength(1);

      const moved = await call(transferCase(needs()), {
        path: path(),
        body: { toWorkerId: 'w-2', reason: 'leave' },
        at: LATER,
        ...BOSS,
      });

      expect([await listOf('w-1'), await listOf('w-2')].map((list) => list.length)).toEqual([0, 1]);
      const handover = await call(readHandover(needs()), {
        path: { caseId, transferId: String(moved.body['transferId']) },
        at: LATER,
        ...BOSS,
      });
      expect(handover.body).toMatchObject({ transfer: { fromWorker: 'w-1', toWorker: 'w-2' } });
      expect(handover.body['summary']).toContainEqual({
        section: 'plan',
        lines: [{ what: 'openAction', value: 'Bring the cuff', on: '2026-03-05' }],
      });
    });

    it('comes into the list of a worker whom the case is given later', async () => {
      const alone = await aCase(world.files, { root: { status: 'enrolled' } });
      await call(addAction(needs()), {
        path: { caseId: alone },
        body: { text: 'Call her', owner: { kind: 'assignedWorker' }, dueOn: '2026-03-05' },
        at: AT,
      });
      await world.files.change(alone, aContext(LATER), ({ root }) => ({ root: { ...root, workerId: 'w-7' }, answer: undefined }));
      await deliver(subscriptionTo(WorkerAssigned, followCase(needs())), alone, { workerId: 'w-7' }, LATER);

      expect((await call(listWorkerActions(needs()), { path: { workerId: 'w-7' }, ...BOSS })).body['items']).toMatchObject([
        { caseId: alone, text: 'Call her' },
      ]);
    });

    it('reports what is overdue when its day has come, and not what is done', async () => {
      const { body } = await act();
      const actionId = String(body['actionId']);
      const fall = (at: string) =>
        deliver(raiseOverdue(needs()), caseId, { kind: 'planAction', item: `ACTION#${actionId}`, dueOn: '2026-03-06' }, at);

      await fall('2026-03-06T05:00:00.000Z');
      await call(closeAction(needs()), { path: { caseId, actionId }, body: { status: 'done' }, at: '2026-03-06T09:00:00.000Z' });
      await fall('2026-03-07T05:00:00.000Z');

      expect(await world.factsOf(caseId)).toEqual(['PlanActionAdded.v1', 'GoalActionOverdue.v1', 'PlanActionClosed.v1']);
    });
  });

  describe('a case review', () => {
    it('is scheduled by the programme, shown with a summary, held, and becomes actions', async () => {
      const subscription = subscriptionTo(AlertClosed, scheduleByRules(needs()));
      const alert = {
        alertId: '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77',
        kind: 'bloodPressure',
        level: 'emergency',
        openedAt: AT,
        acceptedAt: AT,
        outcome: 'treated',
      };
      await deliver(subscription, caseId, alert, AT);
      await deliver(subscription, caseId, alert, AT);

      const list = () => call(listAreaCaseReviews(needs()), { query: { area: 'north-1' }, ...BOSS });
      // seven days, as the shipped operations say
      expect((await list()).body['items']).toMatchObject([{ caseId, rule: 'afterEmergency', dueOn: '2026-03-08' }]);
      const [{ caseReviewId }] = (await list()).body['items'] as [{ caseReviewId: string }];
      const shown = await call(getCaseReview(needs()), { path: { caseId, caseReviewId }, at: AT, ...BOSS });
      expect((shown.body['summary'] as { section: string }[]).map(({ section }) => section)).toEqual([
        'case',
        'alerts',
        'contacts',
        'visits',
        'readings',
        'screens',
        'doses',
        'referrals',
        'plan',
        'grievances',
        'payments',
      ]);
      const held = await call(holdCaseReview(needs()), {
        path: { caseId, caseReviewId },
        body: {
          heldOn: '2026-03-01',
          present: ['boss'],
          decisions: [{ text: 'Visit her', owner: { kind: 'assignedWorker' }, dueOn: '2026-03-04' }],
        },
        at: LATER,
        ...BOSS,
      });

      expect(held).toMatchObject({ status: 200, body: { status: 'held' } });
      expect((await list()).body['items']).toEqual([]);
      expect((await call(listWorkerActions(needs()), { path: { workerId: 'w-1' }, ...BOSS })).body['items']).toMatchObject([
        { text: 'Visit her', dueOn: '2026-03-04' },
      ]);
    });

    it('may be asked for by hand', async () => {
      const body = { reason: 'two workers disagree', dueOn: '2026-03-09', participants: ['doctor'] };

      expect(await call(scheduleCaseReview(needs()), { path: path(), body, at: AT, ...BOSS })).toMatchObject({
        status: 201,
        body: { rule: 'byHand', status: 'scheduled', dueOn: '2026-03-09' },
      });
    });
  });

  describe('what a mother says of a facility', () => {
    const complain = (about: string, facility?: string) =>
      call(openGrievance(needs()), {
        path: path(),
        body: { about, text: 'She shouted at me', ...(facility === undefined ? {} : { facility }) },
        at: AT,
        ...BOSS,
      });
    const WORKER = { user: 'w', groups: ['worker', 'area:north-1'] };

    it('about conduct is kept from workers, in every list and in the timeline', async () => {
      await complain('conduct');
      await complain('payment');
      const abouts = (answer: { body: Record<string, unknown> }) => (answer.body['items'] as { about: string }[]).map(({ about }) => about);

      expect(abouts(await call(listCaseGrievances(needs()), { path: path(), at: AT, ...WORKER }))).toEqual(['payment']);
      expect(abouts(await call(listGrievances(needs()), { query: { area: 'north-1' }, ...WORKER }))).toEqual(['payment']);
      expect((await call(readTimeline(needs()), { path: path(), at: AT, ...WORKER })).text).not.toContain('conduct');
      expect(abouts(await call(listGrievances(needs()), { query: { area: 'north-1' }, ...BOSS })).sort()).toEqual(['conduct', 'payment']);
      expect((await call(readTimeline(needs()), { path: path(), at: AT, ...BOSS })).text).toContain('conduct');
    });

    it('is found by the facility', async () => {
      await complain('visit', 'clinic-1');
      await complain('visit', 'clinic-2');
      const { body } = await call(listGrievances(needs()), { query: { area: 'north-1', facility: 'clinic-2' }, ...BOSS });

      expect(body['items']).toMatchObject([{ facility: 'clinic-2' }]);
    });

    it('in thanks goes to the supervisors of the area and asks nothing of anybody', async () => {
      const thanks = { facility: 'clinic-1', text: 'They were kind' };
      expect((await call(giveCompliment(needs()), { path: path(), body: thanks, at: AT, ...WORKER })).status).toBe(201);
      await call(giveCompliment(needs()), { path: path(), body: { text: 'All were' }, at: LATER, ...WORKER });

      const list = (query: Record<string, string>, who = BOSS) => call(listCompliments(needs()), { query, ...who });

      expect((await list({ area: 'north-1', facility: 'clinic-1' })).body['items']).toMatchObject([thanks]);
      expect((await list({ area: 'north-1' })).body['items']).toHaveLength(2);
      expect((await list({ area: 'north-1' }, WORKER)).status).toBe(403);
      expect(await world.factsOf(caseId)).toEqual(['ComplimentGiven.v1', 'ComplimentGiven.v1']);
    });
  });
});
