import { closeGrievance, openGrievance, raiseGrievance } from '../../../functions/care/domain/grievance.ts';
import { transferCase, type Destination } from '../../../functions/care/domain/transfer-case.ts';
import { Contacts, Grievances, Transfers } from '../../../functions/care/records.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf, type CaseFile, type Change } from '../../../functions/casefile/files.ts';
import type { Worker } from '../../../functions/casefile/worker.ts';
import { addDays, parsePlainDate } from '../../../functions/kernel/dates.ts';
import { aFile, shippedProgrammes } from '../../support/builders.ts';

const day = parsePlainDate;
const programme = shippedProgrammes.get('DEFAULT');
const WHO = { at: '2026-03-20T08:00:00.000Z', by: 'user:supervisor-1', causationId: 'cause-1' };
const worker = (workerId: string, areas: readonly string[], active = true): Worker => ({
  workerId,
  version: 1,
  areas: [...areas],
  capacity: 10,
  active,
});
const openContact = place(Contacts, {
  contactId: 'ANC-2',
  kind: 'ANC-2',
  of: 'mother',
  opensOn: day('2026-03-07'),
  dueOn: day('2026-03-21'),
  closesOn: day('2026-04-11'),
  urgent: false,
  status: 'due',
  followedUp: false,
});

const aServed = (): CaseFile => aFile({ root: { status: 'enrolled', workerId: 'w-1' }, put: [openContact] });
const itemsOf = (change: Change<unknown>) =>
  (change.put ?? []).map((placed) => placed.toItem({ root: change.root as CaseFile['root'], shards: 1 }));
const move = (destination: Partial<Destination>, file = aServed()) =>
  transferCase(file, { reason: 'she asked for it', ...destination }, WHO);

describe('transferring a case', () => {
  it('moves root, lists and loads together, and keeps the history', () => {
    const change = move({ toArea: 'north-2', toWorker: worker('w-2', ['north-2']) });

    expect(change.root).toMatchObject({ area: 'north-2', workerId: 'w-2' });
    expect(itemsOf(change).find(({ entity }) => entity === Contacts.name)).toMatchObject({ workerPk: 'WORKER#w-2', area: 'north-2' });
    expect(itemsOf(change).find(({ entity }) => entity === Transfers.name)).toMatchObject({
      fromArea: 'north-1',
      toArea: 'north-2',
      fromWorker: 'w-1',
      toWorker: 'w-2',
    });
    expect(change.also).toMatchObject([
      { add: { pk: 'WORKER#w-1' }, by: { cases: -1 } },
      { add: { pk: 'WORKER#w-2' }, by: { cases: 1 } },
    ]);
    expect(change.facts).toMatchObject([{ detailType: 'CaseTransferred.v1' }]);
  });

  it('keeps a worker who works in the new area too, and counts nothing', () => {
    const change = move({ toArea: 'north-2', fromWorker: worker('w-1', ['north-1', 'north-2']) });

    expect(change.root).toMatchObject({ area: 'north-2', workerId: 'w-1' });
    expect(change.also).toEqual([]);
  });

  it('has enrolment look for a worker where the present one does not work', () => {
    const change = move({ toArea: 'north-2', fromWorker: worker('w-1', ['north-1']) });

    expect(change.root?.workerId).toBeUndefined();
    expect(itemsOf(change).find(({ entity }) => entity === 'waiting')).toMatchObject({ kind: 'worker', dueOn: '2026-03-21' });
    expect(change.also).toMatchObject([{ by: { cases: -1 } }]);
  });

  it('refuses a worker who is inactive or works elsewhere, a move to where the case is, and a case that has left', () => {
    const left: CaseFile = { ...aServed(), root: { ...aServed().root, status: 'exited' } };

    expect(() => move({ toWorker: worker('w-2', ['south-1']) })).toThrow('toWorkerId');
    expect(() => move({ toWorker: worker('w-2', ['north-1'], false) })).toThrow('not active');
    expect(() => move({ toWorker: worker('w-1', ['north-1']) })).toThrow('there already');
    expect(() => move({ toArea: 'north-2' }, left)).toThrow('exited');
  });
});

describe('a grievance', () => {
  const file = aServed();
  const opened = openGrievance(file, programme, { about: 'payment', text: 'not paid' }, WHO);
  const withIt = (change: Change<unknown>): CaseFile => ({
    root: file.root,
    items: (change.put ?? []).map((placed) => placed.toItem({ root: file.root, shards: 1 })),
  });
  const id = opened.answer.grievanceId;

  it('has an owner, a due day, a place in its area and in the due index', () => {
    const [item] = withIt(opened).items;

    expect(opened.answer).toMatchObject({ status: 'open', dueOn: '2026-04-04', owner: { role: 'supervisor' } });
    expect(item).toMatchObject({ placePk: 'GRIEVANCES#north-1', dueSk: expect.stringMatching(/^2026-04-05#grievance#/) as string });
  });

  it('is raised every day from the day after it was due', () => {
    const sk = `GRIEVANCE#${id}`;

    expect(raiseGrievance(withIt(opened), sk, day('2026-04-04'))).toEqual({ answer: undefined });
    const raised = raiseGrievance(withIt(opened), sk, day('2026-04-06'));
    expect(raised.facts).toMatchObject([{ data: { daysOverdue: 2 } }]);
    expect(allOf(withIt(raised), Grievances)[0]?.nextOn).toBe(addDays(day('2026-04-06'), 1));
  });

  it('is answered once, by somebody else, and then is no longer due', () => {
    const answer = { outcome: 'upheld' as const, answer: 'paid today' };
    expect(() => closeGrievance(withIt(opened), id, answer, WHO)).toThrow('somebody else');

    const closed = closeGrievance(withIt(opened), id, answer, { ...WHO, by: 'user:supervisor-2' });

    const [item] = withIt(closed).items;
    expect(item).toMatchObject({ status: 'closed', outcome: 'upheld', placeSk: expect.stringMatching(/^closed#/) as string });
    expect(item?.duePk).toBeUndefined();
    expect(closeGrievance(withIt(closed), id, answer, { ...WHO, by: 'user:supervisor-2' }).facts).toBeUndefined();
    expect(() => closeGrievance(withIt(closed), id, { ...answer, outcome: 'notUpheld' }, { ...WHO, by: 'user:supervisor-2' })).toThrow(
      'closed',
    );
  });
});
