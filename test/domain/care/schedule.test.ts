import fc from 'fast-check';
import { advance, nextLookOn, statusOn, withStatusOn } from '../../../functions/care/domain/schedule.ts';
import { CONTACT_NEXT, type Contact } from '../../../functions/care/records.ts';
import { addDays, parsePlainDate } from '../../../functions/kernel/dates.ts';

const day = parsePlainDate;
const aContact = (changes: Partial<Contact> = {}): Contact => ({
  contactId: 'PNC-3',
  kind: 'PNC-3',
  of: 'mother',
  opensOn: day('2026-03-08'),
  dueOn: day('2026-03-10'),
  closesOn: day('2026-03-14'),
  urgent: false,
  status: 'scheduled',
  followedUp: false,
  ...changes,
});

describe('where a contact stands', () => {
  it.each([
    ['2026-03-06', 'scheduled'],
    ['2026-03-07', 'due'],
    ['2026-03-10', 'due'],
    ['2026-03-11', 'overdue'],
    ['2026-03-14', 'overdue'],
    ['2026-03-15', 'missed'],
  ])('is on %s %s', (today, status) => {
    expect(statusOn(aContact(), [3, 1], day(today))).toBe(status);
  });

  it('is due on its own day where the programme sends no reminder before', () => {
    expect(statusOn(aContact(), [], day('2026-03-09'))).toBe('scheduled');
    expect(statusOn(aContact(), [], day('2026-03-10'))).toBe('due');
  });
});

describe('when a contact is looked at', () => {
  it.each([
    ['2026-03-01', '2026-03-07'],
    ['2026-03-07', '2026-03-09'],
    ['2026-03-09', '2026-03-11'],
    ['2026-03-11', '2026-03-15'],
    ['2026-03-15', undefined],
  ])('is after %s next on %s', (today, next) => {
    expect(nextLookOn(aContact(), [3, 1], day(today))).toBe(next);
  });
});

describe('advancing a contact', () => {
  const facts = (contact: Contact, today: string) => advance(contact, [3, 1], day(today))?.facts.map(({ detailType }) => detailType);
  const scheduled = aContact({ nextOn: day('2026-03-07') });

  it('reminds once for each of the days of the programme', () => {
    const first = advance(scheduled, [3, 1], day('2026-03-07'))?.contact;

    expect(facts(scheduled, '2026-03-07')).toEqual(['ContactFellDue.v1']);
    expect(first?.nextOn).toBe('2026-03-09');
    expect(first && facts(first, '2026-03-09')).toEqual(['ContactReminderDue.v1']);
  });

  it('says that it was missed on the day after its window', () => {
    const overdue = aContact({ status: 'overdue', nextOn: day('2026-03-15') });

    expect(facts(overdue, '2026-03-14')).toBeUndefined();
    expect(facts(overdue, '2026-03-15')).toEqual(['ContactMissed.v1']);
  });

  it('sends no reminder for days that no sweep came by', () => {
    expect(facts(scheduled, '2026-03-12')).toEqual([]);
    expect(facts(scheduled, '2026-03-20')).toEqual(['ContactMissed.v1']);
  });

  it('leaves alone what is done or has been looked at already', () => {
    expect(facts(aContact({ status: 'done' }), '2026-03-12')).toBeUndefined();
    expect(facts(scheduled, '2026-03-06')).toBeUndefined();
  });

  it('reaches the same end however the sweeps fall, by allowed steps only', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
        (offsets, daysBefore) => {
          let contact = withStatusOn(aContact(), daysBefore, day('2026-02-20'));
          for (const offset of [...offsets].sort((left, right) => left - right)) {
            const moved = advance(contact, daysBefore, addDays(day('2026-02-20'), offset))?.contact ?? contact;
            const allowed: readonly string[] = [contact.status, ...CONTACT_NEXT[contact.status]];
            expect(allowed).toContain(moved.status);
            contact = moved;
          }
          const end = advance(contact, daysBefore, day('2026-06-01'))?.contact ?? contact;
          expect(end.status).toBe('missed');
          expect(end.nextOn).toBeUndefined();
        },
      ),
    );
  });
});
