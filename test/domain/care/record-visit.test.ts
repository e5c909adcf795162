import { recordVisit, type VisitReport } from '../../../functions/care/domain/record-visit.ts';
import { Contacts, Visits, type Contact } from '../../../functions/care/records.ts';
import { Occurrences, type CaseRoot, type CaseStatus } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf, type CaseFile, type Change } from '../../../functions/casefile/files.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { aChild, aFile, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';

const day = parsePlainDate;
const programme = shippedProgrammes.get('IN-PMMVY2');
const WHO = { at: '2026-03-20T08:00:00.000Z', by: 'user:worker-1' };

const contact = (changes: Partial<Contact> = {}): Contact => ({
  contactId: 'ANC-2',
  kind: 'ANC-2',
  of: 'mother',
  opensOn: day('2026-03-07'),
  dueOn: day('2026-03-21'),
  closesOn: day('2026-04-11'),
  urgent: false,
  status: 'due',
  nextOn: day('2026-03-22'),
  followedUp: false,
  ...changes,
});

const aCaseWith = (contacts: readonly Contact[] = [contact()], seed: CaseSeed = {}): CaseFile =>
  aFile({ ...seed, root: { status: 'enrolled', programme: 'IN-PMMVY2', ...seed.root }, put: contacts.map((one) => place(Contacts, one)) });

const aReport = (changes: Partial<VisitReport> = {}): VisitReport => ({
  kind: 'ANC-2',
  on: day('2026-03-20'),
  place: 'home',
  measurements: {},
  occurrences: [],
  ...changes,
});

const record = (file: CaseFile, report: VisitReport, who = WHO) => recordVisit(file, programme, report, who);
const refusal = (file: CaseFile, report: VisitReport) => {
  try {
    record(file, report);
  } catch (error) {
    return error as { name: string; errors?: readonly { pointer: string }[] };
  }
  throw new Error('it was not refused');
};
const written = (file: CaseFile, change: Change<unknown>): CaseFile => ({
  root: file.root,
  items: (change.put ?? []).map((placed) => placed.toItem({ root: file.root, shards: 1 })),
});

describe('recording a visit', () => {
  it('fulfils the contact whose window it lies in, and yields what the contact yields', () => {
    const file = aCaseWith();

    const change = record(file, aReport({ measurements: { systolic: 118 } }));

    const result = written(file, change);
    expect(allOf(result, Contacts)).toMatchObject([{ contactId: 'ANC-2', status: 'done', doneOn: '2026-03-20' }]);
    expect(allOf(result, Contacts)[0]?.nextOn).toBeUndefined();
    expect(allOf(result, Occurrences)).toMatchObject([{ source: 'recorded', type: 'anc', on: '2026-03-20' }]);
    expect(allOf(result, Visits)).toMatchObject([{ kind: 'ANC-2', measurements: { systolic: 118 }, late: false, by: 'user:worker-1' }]);
    expect(change.facts).toMatchObject([
      { detailType: 'VisitRecorded.v1', data: { contactId: 'ANC-2', kind: 'ANC-2', on: '2026-03-20', late: false } },
    ]);
  });

  it('is late when the window had closed', () => {
    const file = aCaseWith([contact({ status: 'missed', closesOn: day('2026-03-18') })]);

    const change = record(file, aReport({ contactId: 'ANC-2' }));

    expect(change.answer).toMatchObject({ contactId: 'ANC-2', late: true });
    expect(allOf(written(file, change), Contacts)).toMatchObject([{ status: 'doneLate' }]);
  });

  it('makes up for what the same person missed before', () => {
    const missed = contact({
      contactId: 'ANC-1',
      kind: 'ANC-1',
      opensOn: day('2026-01-01'),
      dueOn: day('2026-01-24'),
      closesOn: day('2026-02-21'),
      status: 'missed',
    });
    const file = aCaseWith([missed, contact()]);

    expect(allOf(written(file, record(file, aReport())), Contacts)).toMatchObject([
      { contactId: 'ANC-2', status: 'done' },
      { contactId: 'ANC-1', status: 'missed', followedUp: true },
    ]);
  });

  it('is one, however often the same person records it', () => {
    const file = aCaseWith();
    const first = record(file, aReport());
    const again = record({ root: file.root, items: [...written(file, first).items] }, aReport({ notes: 'sent again' }));

    expect(again).toEqual({ answer: first.answer });
    expect(record(file, aReport(), { ...WHO, by: 'user:worker-2' }).answer.visitId).not.toBe(first.answer.visitId);
  });

  it.each<[CaseStatus, boolean]>([
    ['registered', true],
    ['parked', true],
    ['refused', true],
    ['verified', true],
    ['ineligible', true],
    ['eligible', true],
    ['enrolled', true],
    ['exited', false],
  ])('is in status %s allowed: %s', (status, allowed) => {
    const file = aCaseWith([], { root: { status } });

    if (allowed) expect(record(file, aReport()).facts).toHaveLength(1);
    else expect(refusal(file, aReport()).name).toBe('StatusRefuses');
  });

  it('takes a late report of a visit before the exit, and none of one after it', () => {
    const exit: CaseRoot['exit'] = {
      reason: 'moved',
      on: day('2026-03-15'),
      at: WHO.at,
      from: 'enrolled',
      payments: 'payEarned',
      messages: 'stop',
      reversibleUntil: day('2026-06-01'),
    };
    const file = aCaseWith([], { root: { status: 'exited', exit } });

    expect(record(file, aReport({ on: day('2026-03-15') })).facts).toHaveLength(1);
    expect(refusal(file, aReport({ on: day('2026-03-16') })).name).toBe('StatusRefuses');
  });

  it.each<[string, Partial<VisitReport>, string]>([
    ['in the future', { on: day('2026-03-21') }, '#/body/on'],
    ['before this pregnancy', { on: day('2025-10-31') }, '#/body/on'],
    ['before the window of the contact it names', { contactId: 'ANC-2', on: day('2026-03-06') }, '#/body/on'],
    ['of another kind than its contact', { contactId: 'ANC-2', kind: 'ANC-3' }, '#/body/kind'],
    [
      'with an occurrence that the programme does not know',
      { occurrences: [{ type: 'leap', attributes: {} }] },
      '#/body/occurrences/0/type',
    ],
    [
      'with an occurrence that comes from the registration',
      { occurrences: [{ type: 'live_birth', attributes: {} }] },
      '#/body/occurrences/0/type',
    ],
    [
      'with an attribute that the occurrence does not have',
      { occurrences: [{ type: 'anc', attributes: { mood: 'good' } }] },
      '#/body/occurrences/0/attributes/mood',
    ],
  ])('is refused %s', (_, changes, pointer) => {
    expect(refusal(aCaseWith(), aReport(changes)).errors?.map((fault) => fault.pointer)).toEqual([pointer]);
  });

  it('is refused for a contact or a child that the case does not have, and for a contact that was done', () => {
    expect(refusal(aCaseWith(), aReport({ contactId: 'PNC-9' })).name).toBe('ContactNotFound');
    expect(refusal(aCaseWith(), aReport({ childId: aChild('nobody').childId })).name).toBe('ChildNotFound');
    expect(refusal(aCaseWith([contact({ status: 'done' })]), aReport({ contactId: 'ANC-2' })).name).toBe('StatusRefuses');
  });
});
