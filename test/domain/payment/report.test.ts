import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import type { AttemptState } from '../../../functions/payment/domain/life-cycle.ts';
import { judgeReport, type Report } from '../../../functions/payment/domain/report.ts';
import type { Attempt, Line } from '../../../functions/payment/records.ts';

const PAYMENT = '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77';

const anAttempt = (state: AttemptState): Attempt => ({
  requestId: 'REQUEST1',
  paymentId: PAYMENT,
  round: 1,
  state,
  instructedAt: '2026-03-01T10:00:00.000Z',
  ...(state === 'confirmed' || state === 'returned'
    ? { confirmedOn: parsePlainDate('2026-03-02'), moved: { amountMinor: 500, currency: 'BDT' } }
    : {}),
  ...(state === 'returned' ? { returnedOn: parsePlainDate('2026-03-04') } : {}),
});

const aLine = (attempt: Attempt): Line => ({
  lineId: 'M01',
  instalment: 'MONTHLY',
  entitlement: 'MONTHLY',
  rule: 'R',
  payee: 'mother',
  payeeTitle: 'mother',
  payeeIdentity: 'P',
  amountMinor: 500,
  currency: 'BDT',
  inKind: false,
  policyVersion: '1',
  fingerprint: 'f',
  dueOn: parsePlainDate('2026-03-01'),
  status: 'instructed',
  paymentId: PAYMENT,
  attempts: [attempt],
  triedBefore: 0,
  changedAt: '2026-03-01T10:00:00.000Z',
});

const judged = (state: AttemptState, report: Partial<Report>) => {
  const attempt = anAttempt(state);
  const result = judgeReport(
    { caseId: '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10', line: aLine(attempt), at: '2026-03-05T10:00:00.000Z' },
    attempt,
    { requestId: 'REQUEST1', status: 'completed', amountMinor: 500, currency: 'BDT', ...report },
  );
  return {
    state: result.attempt.state,
    entries: result.entries.map(({ entry }) => entry),
    contradictions: result.contradictions,
    refiled: result.refiled.length,
  };
};

const NOTHING = { entries: [], contradictions: [], refiled: 0 };

describe("the rail's word about an instruction", () => {
  it.each<[AttemptState, Report['status'], ReturnType<typeof judged>]>([
    ['instructing', 'ongoing', { ...NOTHING, state: 'instructed' }],
    ['instructing', 'completed', { ...NOTHING, state: 'confirmed', entries: ['confirmed'] }],
    ['instructing', 'failed', { ...NOTHING, state: 'failed', entries: ['failed'] }],
    ['instructing', 'returned', { ...NOTHING, state: 'returned', entries: ['confirmed', 'returned'] }],
    ['instructed', 'ongoing', { ...NOTHING, state: 'instructed' }],
    ['instructed', 'completed', { ...NOTHING, state: 'confirmed', entries: ['confirmed'] }],
    ['instructed', 'failed', { ...NOTHING, state: 'failed', entries: ['failed'] }],
    ['instructed', 'returned', { ...NOTHING, state: 'returned', entries: ['confirmed', 'returned'] }],
    ['failed', 'ongoing', { ...NOTHING, state: 'failed' }],
    ['failed', 'completed', { ...NOTHING, state: 'confirmed', entries: ['confirmed'], contradictions: ['paidAfterFailed'] }],
    ['failed', 'failed', { ...NOTHING, state: 'failed' }],
    ['failed', 'returned', { ...NOTHING, state: 'returned', entries: ['confirmed', 'returned'], contradictions: ['paidAfterFailed'] }],
    ['confirmed', 'ongoing', { ...NOTHING, state: 'confirmed' }],
    ['confirmed', 'completed', { ...NOTHING, state: 'confirmed' }],
    ['confirmed', 'failed', { ...NOTHING, state: 'confirmed', contradictions: ['failedAfterPaid'] }],
    ['confirmed', 'returned', { ...NOTHING, state: 'returned', entries: ['returned'] }],
    ['returned', 'ongoing', { ...NOTHING, state: 'returned' }],
    ['returned', 'completed', { ...NOTHING, state: 'returned' }],
    ['returned', 'failed', { ...NOTHING, state: 'returned' }],
    ['returned', 'returned', { ...NOTHING, state: 'returned' }],
  ])('makes of %s, when it says %s: %j', (state, status, expected) => {
    expect(judged(state, { status })).toEqual(expected);
  });

  it('is believed about the amount that moved, and shown to a person', () => {
    expect(judged('instructed', { amountMinor: 499 })).toEqual({
      ...NOTHING,
      state: 'confirmed',
      entries: ['confirmed'],
      contradictions: ['amountDiffers'],
    });
  });

  it.each([
    ['confirmed', 'completed', '2026-03-03T09:00:00.000Z'],
    ['returned', 'completed', '2026-03-03T09:00:00.000Z'],
    ['returned', 'returned', '2026-03-05T09:00:00.000Z'],
  ] as const)('moves what is %s to its own day when it says %s on another', (state, status, completedAt) => {
    expect(judged(state, { status, completedAt })).toEqual({ ...NOTHING, state, refiled: 2 });
  });

  it('leaves what stands under its day where it is', () => {
    expect(judged('confirmed', { completedAt: '2026-03-02T23:59:59.000Z' })).toEqual({ ...NOTHING, state: 'confirmed' });
  });
});
