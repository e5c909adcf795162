import { place, type Placed } from '../../../functions/casefile/entity.ts';
import type { CaseFile, Change } from '../../../functions/casefile/files.ts';
import { CASE_NEXT, type CaseStatus } from '../../../functions/casefile/case.ts';
import { Reviews, type Review } from '../../../functions/casefile/review.ts';
import { appealableUntil, decideAppealLodged, decideAppealRuled } from '../../../functions/eligibility/domain/appeal.ts';
import {
  decideAssessment,
  decideEligibility,
  decideParking,
  decideReview,
  DETERMINABLE,
  reasonsFor,
} from '../../../functions/eligibility/domain/decision.ts';
import { Assessments, type Assessment, type Decision } from '../../../functions/eligibility/records.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { aFile, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';
import { aContext } from '../../support/world.ts';

const PMMVY = shippedProgrammes.get('IN-PMMVY2');
const ELIGIBLE = { categories: ['NFSA_RATION_CARD'], employment: 'none', livingChildren: 0 };
const AT = '2026-02-01T10:00:00.000Z';

const aVerified = (applicant: NonNullable<CaseSeed['root']>['applicant'] = ELIGIBLE, seed: CaseSeed = {}): CaseFile =>
  aFile({ ...seed, root: { programme: 'IN-PMMVY2', status: 'verified', applicant, ...seed.root } });

/** The file as it is after a change was stored. */
const after = (file: CaseFile, { root = file.root, put = [], remove = [] }: Change<unknown>): CaseFile => {
  const placed = (one: Placed) => one.toItem({ root, shards: 1 });
  const items = new Map([...file.items, ...put.map(placed)].map((item) => [item.sk, item]));
  for (const { sk } of remove) items.delete(sk);
  return { root, items: [...items.values()] };
};

const factNames = ({ facts = [] }: Change<unknown>): readonly string[] => facts.map(({ detailType }) => detailType);
const reviewed = (file: CaseFile, reviewId: string, decision: string): CaseFile => {
  const review = file.items.find(({ sk }) => sk === `REVIEW#${reviewId}`);
  const decided = {
    ...Reviews.schema.parse(review),
    status: 'decided',
    decision,
    decidedBy: 'user:supervisor',
    decidedAt: AT,
  } satisfies Review;
  return after(file, { put: [place(Reviews, decided)], answer: undefined });
};

const determined = (file: CaseFile, at = AT) => {
  const change = decideAssessment(file, PMMVY, aContext(at));
  return { file: after(file, change), ...change.answer };
};

const ruled = (file: CaseFile) => {
  const { file: assessed, assessmentId } = determined(file);
  const change = decideEligibility(assessed, assessmentId, undefined, aContext(AT));
  return { change, file: after(assessed, change) };
};

const INELIGIBLE = { categories: ['NFSA_RATION_CARD'], employment: 'none', livingChildren: 2 };

describe('eligibility', () => {
  it('is determined in the statuses that lead to a decision, and refused in all others', () => {
    for (const status of Object.keys(CASE_NEXT) as CaseStatus[]) {
      const decide = () => decideAssessment(aVerified(undefined, { root: { status } }), PMMVY, aContext(AT));

      if (DETERMINABLE.includes(status)) expect(decide().answer.outcome).toBe('eligible');
      else expect(decide).toThrow(expect.objectContaining({ name: 'StatusRefuses', currentStatus: status }) as Error);
    }
  });

  it('is decided by the rules, with version, inputs and all grounds', () => {
    const { change, file } = ruled(aVerified(INELIGIBLE));

    expect(file.root).toMatchObject({ status: 'ineligible', decision: { outcome: 'ineligible', policyVersion: '2.0' } });
    expect(change.facts).toEqual([
      expect.objectContaining({
        detailType: 'EligibilityDecided.v1',
        data: expect.objectContaining({ grounds: ['P2-ORDER'], decidedBy: 'rules' }) as unknown,
      }),
    ]);
  });

  it('is one decision an assessment, however often it is recorded', () => {
    const { file: assessed, assessmentId } = determined(aVerified());
    const first = decideEligibility(assessed, assessmentId, undefined, aContext(AT));

    const second = decideEligibility(after(assessed, first), assessmentId, undefined, aContext(AT));

    expect(second).toEqual({ answer: first.answer });
  });

  it('gives way to a later assessment', () => {
    const { file: assessed, assessmentId } = determined(aVerified());
    const later = determined(assessed, '2026-02-02T10:00:00.000Z');

    expect(decideEligibility(later.file, assessmentId, undefined, aContext(AT)).answer).toEqual({ outcome: 'superseded' });
  });
});

describe('a review of eligibility', () => {
  const opened = (applicant = INELIGIBLE) => {
    const { file, assessmentId } = determined(aVerified(applicant));
    const change = decideReview(file, PMMVY, assessmentId, 'token-1', aContext(AT));
    const reviewed_ = after(file, change);
    const review = reviewed_.items.find(({ entity }) => entity === 'review');
    return { change, file: reviewed_, assessmentId, reviewId: String(review?.['reviewId']) };
  };

  it('shows what the rules say and moves the case into review', () => {
    const { change, file } = opened();

    expect(file.root.status).toBe('inEligibilityReview');
    expect(factNames(change)).toEqual(['ReviewOpened.v1']);
    expect(file.items.find(({ entity }) => entity === 'review')).toMatchObject({
      about: { found: 'ineligible', rules: ['P2-ORDER'] },
      token: 'token-1',
      dueOn: '2026-02-08',
    });
  });

  it('keeps the token of a repeat, since only that is waited for', () => {
    const { file, assessmentId } = opened();
    const again = decideReview(file, PMMVY, assessmentId, 'token-2', aContext(AT));

    expect(again.answer).toBeUndefined();
    expect(factNames(again)).toEqual([]);
    expect(after(file, again).items.find(({ entity }) => entity === 'review')).toMatchObject({ token: 'token-2' });
  });

  it('answers a repeat at once when it was decided meanwhile', () => {
    const { file, assessmentId, reviewId } = opened();

    expect(decideReview(reviewed(file, reviewId, 'eligible'), PMMVY, assessmentId, 'token-2', aContext(AT))).toEqual({
      answer: { decision: 'eligible', reviewId },
    });
  });

  it('of an older assessment is closed by that of a newer one', () => {
    const { file, reviewId } = opened();
    const later = determined(file, '2026-02-02T10:00:00.000Z');
    const change = decideReview(later.file, PMMVY, later.assessmentId, 'token-2', aContext('2026-02-02T10:00:00.000Z'));

    expect(factNames(change)).toEqual(['ReviewDecided.v1', 'ReviewOpened.v1']);
    expect(after(later.file, change).items.find(({ sk }) => sk === `REVIEW#${reviewId}`)).toMatchObject({
      status: 'decided',
      decision: 'superseded',
    });
  });

  it.each([
    ['eligible', []],
    ['ineligible', ['P2-ORDER']],
  ] as const)('decided as %s stands with its person', (decision, grounds) => {
    const { file, assessmentId, reviewId } = opened();
    const change = decideEligibility(reviewed(file, reviewId, decision), assessmentId, reviewId, aContext(AT));
    const stored = after(file, change).items.find(({ entity }) => entity === 'decision');

    expect(change.root?.status).toBe(decision);
    expect(stored).toMatchObject({ outcome: decision, found: 'ineligible', decidedBy: 'review', decider: 'user:supervisor' });
    expect((stored as unknown as Decision).grounds.map(({ rule }) => rule)).toEqual(grounds);
  });

  it('that refuses what no rule refused says so in her language', () => {
    const { file, assessmentId } = determined(aVerified());
    const change = decideReview(file, PMMVY, assessmentId, 'token', aContext(AT));
    const open = after(file, change);
    const reviewId = String(open.items.find(({ entity }) => entity === 'review')?.['reviewId']);
    const decided = decideEligibility(reviewed(open, reviewId, 'ineligible'), assessmentId, reviewId, aContext(AT));
    const stored = after(open, decided).items.find(({ entity }) => entity === 'decision') as unknown as Decision;

    expect(stored.grounds).toEqual([expect.objectContaining({ rule: 'REVIEW' })]);
    expect(reasonsFor(stored, 'fr')).toEqual(['décidé après un examen individuel']);
  });
});

describe('the reasons of a decision', () => {
  it('are in her language, or in English where the programme has none', () => {
    const grounds = [{ rule: 'A', reason: 'a', texts: { en: 'a', hi: 'ह' } }];

    expect(reasonsFor({ grounds }, 'hi-IN')).toEqual(['ह']);
    expect(reasonsFor({ grounds }, 'xx')).toEqual(['a']);
    expect(reasonsFor({ grounds: [] }, 'hi')).toEqual([]);
  });
});

describe('an appeal', () => {
  const lodge = (file: CaseFile, decisionId: string, at = AT) =>
    decideAppealLodged(file, PMMVY, { decisionId, grounds: 'my first child has died' }, aContext(at, { by: 'user:worker' }));
  const decisionOf = (file: CaseFile): Decision => file.items.find(({ entity }) => entity === 'decision') as unknown as Decision;
  const lodged = () => {
    const { file } = ruled(aVerified(INELIGIBLE));
    const change = lodge(file, decisionOf(file).decisionId);
    return { file: after(file, change), ...change.answer };
  };

  it('goes to a second person, once', () => {
    const { file, appealId, decisionId } = lodged();

    expect(file.items.find(({ sk }) => sk === `REVIEW#${appealId}`)).toMatchObject({
      kind: 'appeal',
      secondPerson: true,
      openedBy: 'user:worker',
    });
    expect(lodge(file, decisionId)).toEqual({ answer: expect.objectContaining({ appealId }) as unknown });
  });

  it('is possible until the last day of the time for it, by the calendar of the programme', () => {
    const { file } = ruled(aVerified(INELIGIBLE));
    const decision = decisionOf(file);

    expect(appealableUntil(decision, PMMVY)).toBe(parsePlainDate('2026-03-03'));
    // midnight in India is 18:30 UTC
    expect(() => lodge(file, decision.decisionId, '2026-03-03T18:29:59.000Z')).not.toThrow();
    expect(() => lodge(file, decision.decisionId, '2026-03-03T18:30:00.000Z')).toThrow(
      expect.objectContaining({ name: 'AppealClosed' }) as Error,
    );
  });

  it('is refused against a decision that is not there, or in favour of her', () => {
    const { file } = ruled(aVerified());

    expect(() => lodge(file, 'b3a4c1de-0000-8000-a000-000000000000')).toThrow(
      expect.objectContaining({ name: 'DecisionNotFound' }) as Error,
    );
    expect(() => lodge(file, decisionOf(file).decisionId)).toThrow(
      expect.objectContaining({ name: 'StatusRefuses', currentStatus: 'eligible' }) as Error,
    );
  });

  it('that is upheld makes her eligible', () => {
    const { file, appealId } = lodged();
    const change = decideAppealRuled(reviewed(file, appealId, 'eligible'), appealId, aContext(AT));

    expect(change.root?.status).toBe('eligible');
    expect(change.facts).toEqual([
      expect.objectContaining({
        detailType: 'EligibilityDecided.v1',
        data: expect.objectContaining({ outcome: 'eligible', decidedBy: 'appeal', grounds: [] }) as unknown,
      }),
    ]);
    expect(decideAppealRuled(after(reviewed(file, appealId, 'eligible'), change), appealId, aContext(AT))).toEqual({ answer: undefined });
  });

  it('that is dismissed leaves the decision', () => {
    const { file, appealId } = lodged();
    const change = decideAppealRuled(reviewed(file, appealId, 'ineligible'), appealId, aContext(AT));

    expect(change.root).toBeUndefined();
    expect(factNames(change)).toEqual(['AppealDismissed.v1']);
  });

  it('is overtaken by a later decision', () => {
    const { file, appealId } = lodged();
    const moved = { ...reviewed(file, appealId, 'eligible'), root: { ...file.root, status: 'eligible' as const } };
    const change = decideAppealRuled(moved, appealId, aContext(AT));

    expect(factNames(change)).toEqual([]);
    expect(after(moved, change).items.find(({ entity }) => entity === 'appeal')).toMatchObject({ outcome: 'overtaken' });
  });
});

describe('eligibility that cannot be determined', () => {
  it('waits until tomorrow and counts its attempts', () => {
    const file = aVerified();
    const first = decideParking(file, 'PolicyNotInForce', aContext(AT));
    const second = decideParking(after(file, first), 'PolicyNotInForce', aContext('2026-02-02T10:00:00.000Z'));

    expect(after(after(file, first), second).items.find(({ entity }) => entity === 'waiting')).toMatchObject({
      kind: 'eligibility',
      dueOn: '2026-02-03',
      attempts: 2,
      duePk: 'DUE#update#0',
      dueSk: expect.stringMatching(/^2026-02-03#eligibility#/) as string,
    });
    expect(factNames(second)).toEqual(['EligibilityParked.v1']);
  });

  it('waits no more once it was determined', () => {
    const file = aVerified();
    const parked = after(file, decideParking(file, 'PolicyNotInForce', aContext(AT)));

    expect(determined(parked).file.items.filter(({ entity }) => entity === 'waiting')).toEqual([]);
  });

  it('keeps the assessment to itself until it is decided', () => {
    const { file, assessmentId } = determined(aVerified());

    expect(file.root.decision).toBeUndefined();
    expect((file.items.find(({ entity }) => entity === Assessments.name) as unknown as Assessment).assessmentId).toBe(assessmentId);
  });
});
