import { notPlanned, planContacts } from '../../../functions/care/domain/plan-contacts.ts';
import { Contacts, type Contact } from '../../../functions/care/records.ts';
import { Children, type CaseRoot } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf, type CaseFile, type Change } from '../../../functions/casefile/files.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { aChild, aFile, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';

const programme = shippedProgrammes.get('DEFAULT');
const withChildContacts = shippedProgrammes.get('BO-BJA');
const day = parsePlainDate;

const anEnrolled = (seed: CaseSeed = {}): CaseFile => aFile({ ...seed, root: { status: 'enrolled', ...seed.root } });

/** The file as the change leaves it. */
const after = (file: CaseFile, change: Change<unknown>, root: Partial<CaseRoot> = {}): CaseFile => {
  const next = { ...file.root, ...change.root, ...root };
  const items = (change.put ?? []).map((placed) => placed.toItem({ root: next, shards: 1 }));
  return { root: next, items: [...file.items.filter(({ sk }) => !items.some((item) => item.sk === sk)), ...items] };
};
const contactsOf = (file: CaseFile) => Object.fromEntries(allOf(file, Contacts).map((contact) => [contact.contactId, contact]));
const planned = (file: CaseFile, today: string, using = programme) => after(file, planContacts(file, using, day(today)));
const names = (facts: Change<unknown>['facts']) => (facts ?? []).map(({ detailType }) => detailType);

describe('planning contacts', () => {
  it('plans the antenatal contacts from the last period, and none whose window has closed', () => {
    const file = anEnrolled();

    const change = planContacts(file, programme, day('2026-04-05'));

    const contacts = contactsOf(after(file, change));
    expect(Object.keys(contacts)).toEqual(['ANC-2', 'ANC-3', 'ANC-4', 'ANC-5', 'ANC-6', 'ANC-7', 'ANC-8']);
    expect(contacts['ANC-3']).toMatchObject({
      dueOn: '2026-05-02',
      opensOn: '2026-04-18',
      closesOn: '2026-05-15',
      status: 'scheduled',
      nextOn: '2026-04-29',
    });
    expect(contacts['ANC-2']).toMatchObject({ status: 'overdue' });
    expect(notPlanned(after(file, change), programme, day('2026-04-05')).map(({ contactId }) => contactId)).toEqual(['ANC-1']);
    expect(change.answer.planned).toBe(7);
  });

  it('reminds at once where the first reminder is due on the day of planning, and never for what is over', () => {
    const file = anEnrolled({ children: [{ bornOn: day('2026-03-01') }] });

    const change = planContacts(file, programme, day('2026-03-02'));

    expect(contactsOf(after(file, change))).toMatchObject({
      'PNC-1': { status: 'overdue' },
      'PNC-2': { status: 'due' },
      'PNC-3': { status: 'scheduled' },
    });
    expect(change.facts?.filter(({ detailType }) => detailType === 'ContactFellDue.v1').map(({ data }) => data['contactId'])).toEqual([
      'PNC-2',
    ]);
  });

  it('plans nothing before enrolment, and nothing twice', () => {
    expect(planContacts(aFile({ root: { status: 'eligible' } }), programme, day('2026-03-01')).put).toEqual([]);

    const file = planned(anEnrolled(), '2026-03-01');
    expect(planContacts(file, programme, day('2026-03-01'))).toMatchObject({ put: [], facts: [] });
  });

  it('makes up for the first contact after a birth at home that becomes known in the first week, at once and once', () => {
    const born = (birthPlace: 'home' | 'facility') => anEnrolled({ children: [{ birthPlace, bornOn: day('2026-03-01') }] });
    const late = planContacts(born('home'), programme, day('2026-03-06'));
    const file = after(born('home'), late);

    expect(contactsOf(file)['PNC-1']).toMatchObject({ dueOn: '2026-03-06', closesOn: '2026-03-07', urgent: true, status: 'due' });
    expect(late.facts?.some(({ detailType, data }) => detailType === 'ContactFellDue.v1' && data['contactId'] === 'PNC-1')).toBe(true);
    expect(notPlanned(file, programme, day('2026-03-06')).map(({ contactId }) => contactId)).not.toContain('PNC-1');
    // it keeps the day on which that began, and is not asked for again
    expect(planContacts(file, programme, day('2026-03-07')).put).toEqual([]);
    expect(planContacts(file, programme, day('2026-03-20')).put).toEqual([]);
    // from the second week the next contact is there for it; in a facility somebody has seen her
    expect(contactsOf(planned(born('home'), '2026-03-08'))['PNC-1']).toBeUndefined();
    expect(contactsOf(planned(born('facility'), '2026-03-06'))['PNC-1']).toBeUndefined();
  });

  it('calls the first contact urgent after a birth at home', () => {
    const urgentOf = (birthPlace: 'home' | 'facility' | 'transit') =>
      contactsOf(planned(anEnrolled({ children: [{ bornOn: day('2026-03-01'), birthPlace }] }), '2026-03-01'))['PNC-1']?.urgent;

    expect([urgentOf('home'), urgentOf('transit'), urgentOf('facility')]).toEqual([true, true, false]);
  });

  it('ends the antenatal contacts with the birth, keeping what was done or missed', () => {
    const file = planned(anEnrolled(), '2026-03-01');
    const { 'ANC-2': second, 'ANC-3': third } = contactsOf(file);
    const withHistory = after(file, {
      put: [
        place(Contacts, { ...(second as Contact), status: 'done' as const }),
        place(Contacts, { ...(third as Contact), status: 'missed' as const }),
      ],
      answer: undefined,
    });
    const root = { pregnancy: { ...file.root.pregnancy, endedOn: day('2026-07-01'), outcome: 'liveBirth' as const } };
    const child = aChild('born', { bornOn: day('2026-07-01') });
    const born: CaseFile = {
      root: { ...withHistory.root, ...root },
      items: [...withHistory.items, { ...child, pk: 'x', sk: 'CHILD#1', entity: 'child' }],
    };

    const contacts = contactsOf(planned(born, '2026-07-01'));

    expect(contacts['ANC-2']).toMatchObject({ status: 'done' });
    expect(contacts['ANC-3']).toMatchObject({ status: 'missed', followedUp: true });
    expect(contacts['ANC-5']).toMatchObject({ status: 'cancelled' });
    expect(contacts['ANC-5']?.nextOn).toBeUndefined();
    expect(contacts['PNC-4']).toMatchObject({ status: 'scheduled', dueOn: '2026-08-12' });
  });

  it('gives each twin contacts of its own, and none to a twin who died', () => {
    const twins = [
      { bornOn: day('2026-03-01'), birthOrder: 1 },
      { bornOn: day('2026-03-01'), birthOrder: 2, diedOn: day('2026-03-02') },
    ];
    const file = anEnrolled({ root: { programme: 'BO-BJA' }, children: twins });

    const contacts = contactsOf(planned(file, '2026-03-03', withChildContacts));

    const children = Object.values(contacts).filter(({ of }) => of === 'child');
    expect(new Set(children.map(({ childId }) => childId)).size).toBe(1);
    expect(children).toHaveLength(12);
    expect(children[0]?.contactId).toBe(`CHILD-01#${String(children[0]?.childId)}`);
  });

  it('moves open contacts with a corrected date and leaves what was done', () => {
    const file = planned(anEnrolled(), '2026-03-01');
    const done = after(file, {
      put: [place(Contacts, { ...(contactsOf(file)['ANC-2'] as Contact), status: 'done' as const })],
      answer: undefined,
    });
    const corrected = { ...done, root: { ...done.root, pregnancy: { lastMenstrualPeriodOn: day('2025-11-15') } } };

    const contacts = contactsOf(planned(corrected, '2026-03-01'));

    expect(contacts['ANC-2']?.dueOn).toBe('2026-03-21');
    expect(contacts['ANC-3']?.dueOn).toBe('2026-05-16');
  });

  it('cancels at the exit, and brings back at a reinstatement only what is not over', () => {
    const file = planned(anEnrolled(), '2026-03-01');
    const left = planned({ ...file, root: { ...file.root, status: 'exited' } }, '2026-03-02');
    expect(new Set(Object.values(contactsOf(left)).map(({ status }) => status))).toEqual(new Set(['cancelled']));

    const back = planned({ ...left, root: { ...left.root, status: 'enrolled' } }, '2026-05-29');

    expect(contactsOf(back)).toMatchObject({
      'ANC-2': { status: 'cancelled' },
      'ANC-4': { status: 'due' },
      'ANC-8': { status: 'scheduled' },
    });
  });

  it('puts open contacts into the list of a new worker', () => {
    const file = planned(anEnrolled({ root: { workerId: 'w-1' } }), '2026-03-01');

    const change = planContacts({ ...file, root: { ...file.root, workerId: 'w-2' } }, programme, day('2026-03-01'));

    const items = (change.put ?? []).map((placed) => placed.toItem({ root: { ...file.root, workerId: 'w-2' }, shards: 1 }));
    expect(new Set(items.map(({ workerPk }) => workerPk))).toEqual(new Set(['WORKER#w-2']));
    expect(items).toHaveLength(7);
    expect(names(change.facts)).toEqual([]);
  });

  it('goes on with each living child where the mother has died', () => {
    const born = { bornOn: day('2026-02-20') };
    const file = planned(
      anEnrolled({ children: [born, { ...born, birthOrder: 2 }, { ...born, birthOrder: 3, diedOn: day('2026-02-21') }] }),
      '2026-02-21',
    );
    const died = planned({ ...file, root: { ...file.root, mother: { ...file.root.mother, diedOn: day('2026-02-21') } } }, '2026-02-21');

    const contacts = Object.values(contactsOf(died));
    expect(new Set(contacts.filter(({ of }) => of === 'mother').map(({ status }) => status))).toEqual(new Set(['cancelled']));
    const [first, second] = allOf(died, Children).map(({ childId }) => childId);
    for (const child of [first, second])
      expect(contacts.filter(({ childId }) => childId === child).map(({ kind, dueOn }) => [kind, dueOn])).toEqual([
        ['PNC-1', '2026-02-20'],
        ['PNC-2', '2026-02-22'],
        ['PNC-3', '2026-02-27'],
        ['PNC-4', '2026-04-03'],
      ]);
    expect(contacts.filter(({ of }) => of === 'child')).toHaveLength(8);
  });

  it('cares for the mother after a stillbirth and after the death of her child', () => {
    const lost = anEnrolled({
      root: { pregnancy: { lastMenstrualPeriodOn: day('2025-06-01'), endedOn: day('2026-02-20'), outcome: 'loss' } },
      occurrences: [{ source: 'stillbirth', on: '2026-02-20' }],
    });
    const bereaved = anEnrolled({ children: [{ bornOn: day('2026-02-20'), diedOn: day('2026-02-21') }] });

    expect(Object.keys(contactsOf(planned(lost, '2026-02-22')))).toEqual(['PNC-2', 'PNC-3', 'PNC-4']);
    expect(Object.keys(contactsOf(planned(bereaved, '2026-02-22')))).toEqual(['PNC-2', 'PNC-3', 'PNC-4']);
  });
});
