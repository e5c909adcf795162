import { assessEntitlements } from '../../../functions/payment/domain/assess.ts';
import { Assessments, Lines, Payments } from '../../../functions/payment/records.ts';
import { allOf, type CaseFile, type Change } from '../../../functions/casefile/files.ts';
import { Reviews } from '../../../functions/casefile/review.ts';
import type { Programme } from '../../../functions/policy/index.ts';
import { aFile, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';
import { enrolledInMonthly } from '../../support/payment-world.ts';

const MONTHLY = shippedProgrammes.get('BD-MCBP');
const NOON = 'T06:00:00.000Z';

/** The file as it is once a change has been stored. */
const after = (file: CaseFile, change: Change<unknown>): CaseFile => {
  const root = change.root ?? file.root;
  const put = (change.put ?? []).map((placed) => placed.toItem({ root, shards: 1 }));
  const replaced = new Set(put.map(({ sk }) => sk));
  return { root, items: [...file.items.filter(({ sk }) => !replaced.has(sk)), ...put] };
};

const assessed = (file: CaseFile, on: string, programme: Programme = MONTHLY, workerPayee?: string) => {
  const change = assessEntitlements({ file, programme, at: `${on}${NOON}`, workerPayee });
  const next = after(file, change);
  return {
    file: next,
    facts: (change.facts ?? []).map(({ detailType }) => detailType),
    lines: allOf(next, Lines).map(({ lineId, amountMinor, status, payee }) => ({ lineId, amountMinor, status, payee })),
    payments: allOf(next, Payments),
    reviews: allOf(next, Reviews).map(({ kind, about }) => ({ kind, about })),
    nextOn: allOf(next, Assessments)[0]?.nextOn,
    isUnchanged: (change.put ?? []).length === 0,
  };
};

const exited = (payments: 'stop' | 'payEarned', on: string): CaseSeed['root'] => ({
  status: 'exited',
  exit: {
    reason: 'moved',
    on: on as never,
    at: `${on}${NOON}`,
    from: 'enrolled',
    payments,
    messages: 'stop',
    reversibleUntil: '2026-12-31' as never,
  },
});

describe('an assessment of a monthly benefit', () => {
  it('takes up each month that has come, with its amount, in one payment', () => {
    const result = assessed(aFile(enrolledInMonthly('2026-01-15')), '2026-03-10');

    expect(result.lines).toEqual(['M01', 'M02', 'M03'].map((lineId) => ({ lineId, amountMinor: 80_000, status: 'due', payee: 'mother' })));
    expect(result.payments.map(({ lineIds, status }) => ({ lineIds, status }))).toEqual([
      { lineIds: ['M01', 'M02', 'M03'], status: 'due' },
    ]);
    expect(result.facts).toEqual(['EntitlementsFellDue.v1']);
  });

  it.each([
    ['2026-03-10', '2026-04-01'],
    ['2026-03-31', '2026-04-01'],
    ['2026-04-01', '2026-05-01'],
  ])('on %s is due again on %s', (on, nextOn) => {
    expect(assessed(aFile(enrolledInMonthly('2026-01-15')), on).nextOn).toBe(nextOn);
  });

  it('changes nothing when it is made again on the same day', () => {
    const first = assessed(aFile(enrolledInMonthly('2026-01-15')), '2026-03-10');

    expect(assessed(first.file, '2026-03-10').isUnchanged).toBe(true);
  });

  it('adds only the new month later, and leaves what stands', () => {
    const first = assessed(aFile(enrolledInMonthly('2026-01-15')), '2026-03-10');

    const second = assessed(first.file, '2026-04-01');

    expect(second.lines.map(({ lineId }) => lineId)).toEqual(['M01', 'M02', 'M03', 'M04']);
    expect(second.payments.map(({ lineIds }) => lineIds).sort()).toEqual([['M01', 'M02', 'M03'], ['M04']]);
  });

  it('splits what is too much for one payment', () => {
    const result = assessed(aFile(enrolledInMonthly('2026-01-15')), '2027-03-10');

    expect(result.payments.map(({ lineIds }) => lineIds.length).sort()).toEqual([7, 8]);
  });

  it.each(['unconfirmed', 'refused'] as const)('waits while her address is %s', (state) => {
    const result = assessed(
      aFile(enrolledInMonthly('2026-01-15', { paymentAddress: { modality: '01', address: '1', state } })),
      '2026-03-10',
    );

    expect(result.lines).toEqual([]);
    expect(result.nextOn).toBe('2026-04-01');
  });

  it('pays nothing before enrolment', () => {
    expect(assessed(aFile(enrolledInMonthly('2026-01-15', { status: 'eligible' })), '2026-03-10').isUnchanged).toBe(true);
  });

  it('pays nothing after an exit that stops payments, and is no longer due', () => {
    const first = assessed(aFile(enrolledInMonthly('2026-01-15')), '2026-01-20');
    const file = { ...first.file, root: { ...first.file.root, ...exited('stop', '2026-02-10') } };

    const result = assessed(file, '2026-03-10');

    expect(result.lines.map(({ lineId }) => lineId)).toEqual(['M01']);
    expect(result.nextOn).toBeUndefined();
  });

  it.each([
    ['2026-02-02', ['M01', 'M02']],
    ['2026-02-01', ['M01']],
  ])('pays after an exit on %s what was earned before: %j', (on, expected) => {
    const result = assessed(aFile(enrolledInMonthly('2026-01-15', exited('payEarned', on))), '2026-03-10');

    expect(result.lines.map(({ lineId }) => lineId)).toEqual(expected);
  });
});

describe('an assessment of other benefits', () => {
  const tamil = shippedProgrammes.get('IN-TN-MRMBS');
  const inTamilNadu: CaseSeed = {
    root: {
      programme: 'IN-TN-MRMBS',
      status: 'enrolled',
      registeredAt: '2022-01-10T09:00:00.000Z',
      applicant: { deliveryOrder: 1 },
      enrolled: { at: '2022-01-12T09:00:00.000Z', programmeNumber: 'MRM1234567890' },
      paymentAddress: { modality: '00', address: '1', state: 'confirmed' },
    },
    occurrences: [
      { source: 'lastMenstrualPeriod', on: '2021-12-01' },
      { source: 'pregnancyRegistered', on: '2022-01-10' },
    ],
  };

  it('has goods handed over, and does not send them to the rail', () => {
    const result = assessed(aFile(inTamilNadu), '2022-03-05', tamil);

    expect(result.lines.find(({ lineId }) => lineId === 'K1')?.status).toBe('toHandOver');
    expect(result.payments.flatMap(({ lineIds }) => lineIds)).toEqual(['I1']);
  });

  it('finds the day on which time alone makes something due', () => {
    expect(assessed(aFile(inTamilNadu), '2022-01-12', tamil).nextOn).toBe('2022-03-01');
  });

  const janani = shippedProgrammes.get('IN-JSY');
  const delivered: CaseSeed = {
    root: {
      programme: 'IN-JSY',
      status: 'enrolled',
      applicant: { state: 'Bihar', area: 'rural', facility: 'government', bpl: true, caste: 'SC', ashaFacilitated: true },
      enrolled: { at: '2026-01-12T09:00:00.000Z', programmeNumber: 'JSY1234567890' },
      workerId: 'w-1',
    },
    occurrences: [{ source: 'delivery', on: '2026-01-11', attributes: { place: 'facility' } }],
  };

  it('pays the worker although the mother has no address yet', () => {
    const result = assessed(aFile(delivered), '2026-01-13', janani, 'WORKER1');

    expect(result.lines).toEqual([{ lineId: 'ASHA', amountMinor: 60_000, status: 'due', payee: 'worker' }]);
  });

  it('asks a person once whom to pay when the worker has no account', () => {
    const first = assessed(aFile(delivered), '2026-01-13', janani);

    const second = assessed(first.file, '2026-01-14', janani);

    expect(first.lines).toEqual([]);
    expect(first.reviews).toEqual([{ kind: 'paymentAddress', about: { lineId: 'ASHA', payee: 'worker', problem: 'payeeUnknown' } }]);
    expect(second.reviews).toHaveLength(1);
    expect(second.facts).toEqual([]);
  });
});
