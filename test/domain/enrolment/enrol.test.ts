import fc from 'fast-check';
import type { CaseStatus } from '../../../functions/casefile/case.ts';
import { CASE_NEXT } from '../../../functions/casefile/case.ts';
import type { LoadedWorker } from '../../../functions/casefile/worker.ts';
import { chooseWorker, decideEnrolled, decideNumber, decideWorker } from '../../../functions/enrolment/domain/enrol.ts';
import { aFile, shippedProgrammes } from '../../support/builders.ts';
import { aContext } from '../../support/world.ts';

const DEFAULT = shippedProgrammes.get('DEFAULT');
const context = aContext('2026-02-01T10:00:00.000Z');

const aWorker = (workerId: string, worker: Partial<LoadedWorker> = {}): LoadedWorker => ({
  workerId,
  version: 1,
  areas: ['north-1'],
  capacity: 10,
  active: true,
  load: 0,
  ...worker,
});

describe('the choice of a care worker', () => {
  it.each([
    ['the one with the fewest cases', [aWorker('a', { load: 3 }), aWorker('b', { load: 2 })], 'b'],
    ['the first by id among equals', [aWorker('b'), aWorker('a')], 'a'],
    ['nobody of another area', [aWorker('a', { areas: ['south-1'] }), aWorker('b', { load: 9 })], 'b'],
    ['nobody who is not active', [aWorker('a', { active: false })], undefined],
    ['nobody whose hands are full', [aWorker('a', { capacity: 3, load: 3 })], undefined],
    ['nobody where there is nobody', [], undefined],
  ] as const)('takes %s', (_, workers, chosen) => {
    expect(chooseWorker(workers, 'north-1')?.workerId).toBe(chosen);
  });

  it('spreads cases evenly, however the workers are listed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 40 }), (count, cases) => {
        const loads = new Map(Array.from({ length: count }, (_, index) => [`worker-${String(index)}`, 0]));
        for (let one = 0; one < cases; one += 1) {
          const chosen = chooseWorker(
            [...loads].reverse().map(([workerId, load]) => aWorker(workerId, { load, capacity: 100 })),
            'north-1',
          );
          loads.set(chosen?.workerId ?? '', (loads.get(chosen?.workerId ?? '') ?? 0) + 1);
        }

        expect(Math.max(...loads.values()) - Math.min(...loads.values())).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('an enrolment', () => {
  it('runs only for a case that is eligible, or finds it enrolled', () => {
    for (const status of Object.keys(CASE_NEXT) as CaseStatus[]) {
      const decide = () => decideNumber(aFile({ root: { status } }), DEFAULT, 0, context);

      if (status === 'eligible' || status === 'enrolled') expect(decide).not.toThrow();
      else
        expect(decide).toThrow(
          expect.objectContaining({ name: 'StatusRefuses', currentStatus: status, allowed: ['eligible', 'enrolled'] }) as Error,
        );
    }
  });

  it('claims its number, so that no second case can have it', () => {
    const { claims } = decideNumber(aFile({ root: { status: 'eligible' } }), DEFAULT, 0, context);

    expect(claims).toEqual([
      { kind: 'programmeNumber', hash: expect.stringMatching(/^NST[0-9A-Z]{10}$/) as unknown, refusal: 'AlreadyExists' },
    ]);
  });

  it('moves the count of cases together with the assignment', () => {
    const change = decideWorker(aFile({ root: { status: 'eligible' } }), [aWorker('a')], context);

    expect(change).toMatchObject({
      root: { workerId: 'a' },
      also: [{ add: { pk: 'WORKER#a', sk: 'LOAD' }, by: { cases: 1 } }],
      facts: [{ detailType: 'WorkerAssigned.v1' }],
    });
  });

  it('without a worker is looked at again tomorrow', () => {
    const change = decideWorker(aFile({ root: { status: 'eligible' } }), [], context);

    expect(change).toMatchObject({
      answer: { assigned: false },
      facts: [{ detailType: 'WorkerMissing.v1', data: { retryOn: '2026-02-02' } }],
    });
    expect(change.also).toBeUndefined();
  });

  it('leaves a worker who was assigned before', () => {
    const change = decideWorker(aFile({ root: { status: 'enrolled', workerId: 'a' } }), [aWorker('b')], context);

    expect(change).toEqual({ remove: [], answer: { assigned: true } });
  });

  it('that skipped its first step is a defect', () => {
    expect(() => decideEnrolled(aFile({ root: { status: 'eligible' } }), DEFAULT, context)).toThrow('no programme number');
  });
});
