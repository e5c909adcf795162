import type { EventBridgeEvent } from 'aws-lambda';
import { allOf } from '../../../functions/casefile/files.ts';
import { Reviews, type ReviewKind } from '../../../functions/casefile/review.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { decideReview } from '../../../functions/reviews/api/decide-review.ts';
import { getReview } from '../../../functions/reviews/api/get-review.ts';
import { listReviews } from '../../../functions/reviews/api/list-reviews.ts';
import { closeReviews, openReview } from '../../../functions/reviews/domain/open-review.ts';
import { answerLateComer, answerWaiting } from '../../../functions/reviews/subscribers/answer-waiting.ts';
import { escalateReview } from '../../../functions/reviews/subscribers/escalate-review.ts';
import { exitDuplicate } from '../../../functions/reviews/subscribers/exit-duplicate.ts';
import type { Subscription } from '../../../functions/runtime/subscriber.ts';
import type { Workflows } from '../../../functions/runtime/workflows.ts';
import { aConsentedCase, aReview, placedReview } from '../../support/consented-case.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, type CallOptions, type World } from '../../support/world.ts';
import { looksAt } from '../../support/looks.ts';

const AT = '2026-03-05T10:00:00.000Z';
const { reviewId } = aReview();
const SUPERVISOR = { user: 'sue', groups: ['supervisor'] };

describe('reviews', () => {
  let engine: Engine;
  let world: World;
  let answers: { token: string; output: unknown }[];
  const workflows: Workflows = {
    start: () => Promise.resolve(),
    answer: (token, output) => Promise.resolve(void answers.push({ token, output })),
    fail: () => Promise.resolve(),
  };
  const decide = (caseId: string, decision: string, { body, ...options }: CallOptions = {}) =>
    call(decideReview({ files: world.files }), {
      path: { caseId, reviewId },
      body: { decision, ...(body as object | undefined) },
      at: AT,
      ...SUPERVISOR,
      ...options,
    });
  const reviewsOf = async (caseId: string) => allOf(await world.files.open(caseId, aContext(AT)), Reviews);
  const tell = (subscription: Subscription, caseId: string, data: Record<string, unknown>, at = AT) =>
    subscription.run({
      detail: {
        metadata: {
          eventId: crypto.randomUUID(),
          occurredAt: at,
          caseId,
          correlationId: 'c',
          causationId: 'c',
          area: 'north-1',
          programme: 'DEFAULT',
        },
        data,
      },
    } as unknown as EventBridgeEvent<string, unknown>);

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(async () => {
    world = await aWorld(engine);
    answers = [];
  });

  describe('GET /reviews', () => {
    const list = (query: Record<string, string>, options: CallOptions = {}) => call(listReviews(world), { query, at: AT, ...options });

    it('lists what is open in an area, first what is due first, by kind', async () => {
      const late = await aConsentedCase(world, { put: [placedReview({ dueOn: parsePlainDate('2026-03-20') })] });
      const soon = await aConsentedCase(world, {
        put: [placedReview({ dueOn: parsePlainDate('2026-03-06'), kind: 'duplicate', options: ['same', 'different'] })],
      });
      await aConsentedCase(world, { put: [placedReview({ status: 'decided', decision: 'accept' })] });
      await aConsentedCase(world, { area: 'south-1', put: [placedReview()] });

      const all = await list({ area: 'north-1' });
      const duplicates = await list({ area: 'north-1', kind: 'duplicate' });

      expect((all.body['items'] as { caseId: string }[]).map(({ caseId }) => caseId)).toEqual([soon, late]);
      expect(duplicates.body['items']).toEqual([expect.objectContaining({ caseId: soon, kind: 'duplicate' })]);
      expect(all.text).not.toContain('Krishnamurti');
    });

    it('gives page after page', async () => {
      for (const day of ['06', '07', '08'])
        await aConsentedCase(world, { put: [placedReview({ dueOn: parsePlainDate(`2026-03-${day}`) })] });

      const first = await list({ area: 'north-1', limit: '2' });
      const second = await list({ area: 'north-1', limit: '2', cursor: String(first.body['next']) });

      expect(
        [...(first.body['items'] as { dueOn: string }[]), ...(second.body['items'] as { dueOn: string }[])].map(({ dueOn }) => dueOn),
      ).toEqual(['2026-03-06', '2026-03-07', '2026-03-08']);
    });

    it('is not for partners, and refuses a cursor that it did not give', async () => {
      expect((await list({ area: 'north-1' }, { partner: true })).status).toBe(403);
      expect(await list({ area: 'north-1', cursor: 'bm90' })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '#/query/cursor' }] },
      });
    });
  });

  describe('GET /cases/{caseId}/reviews/{reviewId}', () => {
    it('shows the differences and leaves a trace, and never the token', async () => {
      const differences = [{ field: 'mother.birthDate', source: 'identity', registered: '1996-05-15', found: '1996-05-14' }];
      const caseId = await aConsentedCase(world, { put: [placedReview({ differences, token: 'secret-token' })] });

      const answer = await call(getReview(world), { path: { caseId, reviewId }, at: AT, user: 'ann', groups: ['worker'] });

      expect(answer.body).toMatchObject({ caseId, differences, status: 'open' });
      expect(answer.text).not.toContain('secret-token');
      expect(await looksAt(world.table, caseId)).toMatchObject([{ by: 'user:ann', why: 'review' }]);
    });

    it('knows no review that is not there', async () => {
      const answer = await call(getReview(world), { path: { caseId: await aConsentedCase(world), reviewId }, at: AT });

      expect(answer).toMatchObject({ status: 404, body: { type: 'urn:nestling:problem:review-not-found' } });
    });
  });

  describe('POST /cases/{caseId}/reviews/{reviewId}/decision', () => {
    it('stores who decided what, and why, and announces it', async () => {
      const caseId = await aConsentedCase(world, { put: [placedReview({ token: 't' })] });

      const answer = await decide(caseId, 'accept', { body: { note: 'saw her passport' } });

      expect(answer).toMatchObject({
        status: 200,
        body: { status: 'decided', decision: 'accept', note: 'saw her passport', decidedBy: 'user:sue', decidedAt: AT },
      });
      expect((await world.eventsOf(caseId)).at(-1)).toMatchObject({
        detailType: 'ReviewDecided.v1',
        detail: { data: { reviewId, kind: 'verification', decision: 'accept' } },
      });
      expect(
        (await world.files.open(caseId, aContext(AT))).items.filter(
          ({ duePk, placePk, entity }) => entity === 'review' && (duePk ?? placePk),
        ),
      ).toEqual([]);
    });

    it('answers alike when decided alike again, and refuses another decision', async () => {
      const caseId = await aConsentedCase(world, { put: [placedReview()] });
      const first = await decide(caseId, 'accept');

      const again = await decide(caseId, 'accept', { at: '2026-03-06T10:00:00.000Z' });
      const otherwise = await decide(caseId, 'refuse');

      expect(again.body).toEqual(first.body);
      expect(otherwise).toMatchObject({ status: 409, body: { type: 'urn:nestling:problem:status-refuses', currentStatus: 'decided' } });
      expect(await world.factsOf(caseId)).toEqual(['ReviewDecided.v1']);
    });

    it('refuses what is no option', async () => {
      const caseId = await aConsentedCase(world, { put: [placedReview()] });

      expect(await decide(caseId, 'maybe')).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '#/body/decision', detail: 'must be one of accept, refuse' }] },
      });
    });

    it.each<[ReviewKind, string[], number]>([
      ['verification', ['worker'], 200],
      ['duplicate', ['worker'], 200],
      ['eligibility', ['worker'], 403],
      ['appeal', ['worker'], 403],
      ['paymentApproval', ['worker'], 403],
      ['paymentDiscrepancy', ['worker'], 403],
      ['correction', ['worker'], 403],
      ['correction', ['supervisor'], 200],
      ['appeal', ['manager'], 200],
      ['paymentApproval', ['admin'], 200],
      ['paymentApproval', [], 403],
    ])('lets a review of kind %s be decided by %j: %i', async (kind, groups, status) => {
      const caseId = await aConsentedCase(world, { put: [placedReview({ kind })] });

      expect((await decide(caseId, 'accept', { user: 'una', groups })).status).toBe(status);
    });

    it('wants a second person where the review does', async () => {
      const caseId = await aConsentedCase(world, { put: [placedReview({ secondPerson: true, openedBy: 'user:sue' })] });

      const own = await decide(caseId, 'accept');
      const other = await decide(caseId, 'accept', { user: 'tom' });

      expect(own).toMatchObject({ status: 403, body: { type: 'urn:nestling:problem:second-person-needed' } });
      expect(other.status).toBe(200);
    });

    it('takes a machine at its scope', async () => {
      const caseId = await aConsentedCase(world, { put: [placedReview({ kind: 'correction' })] });
      const asMachine = (scopes: string[]) =>
        call(decideReview(world), { path: { caseId, reviewId }, body: { decision: 'accept' }, at: AT, scopes });

      expect((await asMachine(['review.read'])).status).toBe(403);
      expect((await asMachine(['review.write'])).status).toBe(200);
    });
  });

  describe('a state machine that waits', () => {
    const facts = { reviewId, kind: 'verification', decision: 'accept' };

    it('hears what was decided', async () => {
      const caseId = await aConsentedCase(world, { put: [placedReview({ token: 'token-1' })] });
      await decide(caseId, 'accept');

      await tell(answerWaiting({ files: world.files, workflows }), caseId, facts);

      expect(answers).toEqual([{ token: 'token-1', output: { decision: 'accept', reviewId } }]);
    });

    it('is not there for a review without a token', async () => {
      const caseId = await aConsentedCase(world, { put: [placedReview()] });
      await decide(caseId, 'accept');

      await tell(answerWaiting({ files: world.files, workflows }), caseId, facts);

      expect(answers).toEqual([]);
    });

    it('hears it also when the decision was faster than its second try', async () => {
      const caseId = await aConsentedCase(world);
      const open = (token: string) =>
        world.files.change(caseId, aContext(AT), (file) => {
          const { status: _status, ...review } = aReview({ token });
          return { ...openReview(file, review), answer: undefined };
        });
      await open('token-1');
      await decide(caseId, 'accept');

      await open('token-2');
      expect(await world.factsOf(caseId)).toEqual(['ReviewOpened.v1', 'ReviewDecided.v1', 'ReviewAwaited.v1']);
      await tell(answerLateComer({ files: world.files, workflows }), caseId, { reviewId, kind: 'verification' });

      expect(answers).toEqual([{ token: 'token-2', output: { decision: 'accept', reviewId } }]);
    });

    it('hears that a review lost its object', async () => {
      const caseId = await aConsentedCase(world, { put: [placedReview({ token: 'token-1' })] });
      await world.files.change(caseId, aContext(AT), (file) => ({
        ...closeReviews(file, () => true, 'exited', { at: AT, by: 'test' }),
        answer: undefined,
      }));

      await tell(answerWaiting({ files: world.files, workflows }), caseId, { ...facts, decision: 'exited' });

      expect(answers).toEqual([{ token: 'token-1', output: { decision: 'exited', reviewId } }]);
    });
  });

  describe('an overdue review', () => {
    const fallDue = (caseId: string, at: string) =>
      tell(escalateReview(world), caseId, { kind: 'review', item: `REVIEW#${reviewId}`, dueOn: '2026-03-08' }, at);

    it('is reported each day until it is decided, and keeps its due day', async () => {
      const caseId = await aConsentedCase(world, { put: [placedReview()] });

      await fallDue(caseId, '2026-03-08T01:00:00.000Z');
      await fallDue(caseId, '2026-03-08T02:00:00.000Z');
      await fallDue(caseId, '2026-03-11T01:00:00.000Z');

      expect(await reviewsOf(caseId)).toMatchObject([{ status: 'open', dueOn: '2026-03-08', escalations: 2, escalateOn: '2026-03-12' }]);
      const due = (await world.files.open(caseId, aContext(AT))).items.find(({ entity }) => entity === 'review');
      expect(due).toMatchObject({
        dueSk: expect.stringMatching(/^2026-03-12#review#/) as string,
        placeSk: expect.stringContaining('2026-03-08#') as string,
      });
      expect(await world.factsOf(caseId)).toEqual(['ReviewOverdue.v1', 'ReviewOverdue.v1']);

      await decide(caseId, 'accept');
      await fallDue(caseId, '2026-03-12T01:00:00.000Z');
      expect((await world.factsOf(caseId)).filter((fact) => fact === 'ReviewOverdue.v1')).toHaveLength(2);
    });
  });

  describe('a probable duplicate', () => {
    const seed = async (status: 'registered' | 'enrolled' = 'registered') => {
      const older = await aConsentedCase(world, { registeredAt: '2026-01-01T10:00:00.000Z' });
      const newer = await aConsentedCase(world, {
        registeredAt: '2026-02-01T10:00:00.000Z',
        status,
        put: [placedReview({ kind: 'duplicate', options: ['same', 'different'], about: { cases: [older] } })],
      });
      return { older, newer };
    };
    const decided = (caseId: string, decision: string) => tell(exitDuplicate(world), caseId, { reviewId, kind: 'duplicate', decision });
    const rootOf = async (caseId: string) => (await world.files.open(caseId, aContext(AT))).root;

    it('leaves with a link to the first registration when a person finds it the same', async () => {
      const { older, newer } = await seed('enrolled');
      await decide(newer, 'same');

      await decided(newer, 'same');
      await decided(newer, 'same');

      expect(await rootOf(newer)).toMatchObject({
        status: 'exited',
        messages: 'none',
        exit: { reason: 'duplicate', from: 'enrolled', duplicateOf: older, payments: 'stop' },
      });
      expect((await rootOf(older)).status).toBe('registered');
      expect((await world.factsOf(newer)).filter((fact) => fact === 'CaseExited.v1')).toHaveLength(1);
    });

    it.each(['different', 'superseded'])('stays when the decision is %s', async (decision) => {
      const { newer } = await seed();

      await decided(newer, decision);

      expect((await rootOf(newer)).status).toBe('registered');
    });
  });

  it('keeps a review that was opened again as it is', async () => {
    const caseId = await aConsentedCase(world, { put: [placedReview({ token: 'token-1' })] });
    const file = await world.files.open(caseId, aContext(AT));
    const { status: _status, ...review } = aReview({ token: 'token-1' });

    expect(openReview(file, review)).toEqual({ put: [], facts: [] });
    expect(place(Reviews, aReview()).toItem({ root: file.root, shards: 2 })).toMatchObject({ placePk: 'REVIEWS#north-1' });
  });
});
