import { followingItems } from '../../../functions/care/domain/transfer-case.ts';
import { place, type Placed } from '../../../functions/casefile/entity.ts';
import { NextDosesOfChildren } from '../../../functions/immunization/records.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { ChildId, derivedId } from '../../../functions/kernel/ids.ts';
import { Episodes, MonitoringPlans, Readings, Risks, type Episode, type Reading } from '../../../functions/readings/records.ts';
import { Referrals, type Referral } from '../../../functions/referrals/records.ts';
import { Screens, type Screen } from '../../../functions/screening/records.ts';
import { summaryOf } from '../../../functions/team/domain/summary.ts';
import { aFile, shippedProgrammes } from '../../support/builders.ts';

const AT = '2026-03-20T08:00:00.000Z';
const day = parsePlainDate;
const programme = shippedProgrammes.get('DEFAULT');
const CHILD = ChildId.parse(derivedId('child'));
const SCREEN = derivedId('screen');

const reading = (on: string, more: Partial<Reading>): Placed =>
  place<Reading>(Readings, {
    readingId: derivedId(on, JSON.stringify(more)),
    kind: 'bloodPressure',
    values: { systolic: 150, diastolic: 95 },
    unit: 'mmHg',
    measuredAt: `${on}T10:00:00.000Z`,
    receivedAt: AT,
    source: 'visit',
    by: 'user:ann',
    symptoms: [],
    ...more,
  });
const episode = (on: string, more: Partial<Episode>): Placed =>
  place<Episode>(Episodes, {
    episodeId: derivedId('episode', on),
    readingIds: [SCREEN],
    firstAt: `${on}T10:00:00.000Z`,
    repeatBy: `${on}T10:15:00.000Z`,
    treatBy: `${on}T11:00:00.000Z`,
    outcome: 'confirmed',
    openedAt: AT,
    toldUnhandled: true,
    closed: true,
    ...more,
  });
const monitoring = (status: 'active' | 'ended', endsOn: string): Placed =>
  place(MonitoringPlans, {
    planId: derivedId('plan', endsOn),
    startedOn: day('2026-03-10'),
    endsOn: day(endsOn),
    startedAt: AT,
    by: 'user:ann',
    status,
    dealtWith: AT,
    missed: 2,
    lookOn: day('2026-03-21'),
  });
const risk = (code: string, more: object = {}): Placed =>
  place(Risks, { riskId: derivedId('risk', code), code, on: day('2026-03-01'), at: AT, by: 'user:ann', from: 'recorded', ...more });
const screen = (questionnaire: string, status: Screen['status'], more: Partial<Screen>): Placed =>
  place<Screen>(Screens, {
    screenId: derivedId(questionnaire, status, more.endedOn ?? ''),
    questionnaire,
    version: '1',
    channel: 'text',
    status,
    answers: { secretItem: 3 },
    ...more,
  });
const completed = (questionnaire: string, endedOn: string, band: string): Placed =>
  screen(questionnaire, 'completed', {
    endedOn: day(endedOn),
    result: { total: 17, answered: 9, items: 9, complete: true, band, positive: true, subscales: {}, needs: [], triggered: [] },
  });
const doses = (childId: ChildId, dueOn: string, closesOn: string): Placed =>
  place(NextDosesOfChildren, {
    contactId: `immunization#${childId}`,
    kind: 'immunization',
    of: 'child',
    childId,
    dueOn: day(dueOn),
    opensOn: day(dueOn),
    closesOn: day(closesOn),
    urgent: false,
    status: 'due',
    doses: ['BCG-1', 'OPV-0'],
    told: {},
  });
const referral = (domain: string, stage: Referral['stage'], more: Partial<Referral> = {}): Placed =>
  place(Referrals, {
    referralId: derivedId('referral', domain),
    domain,
    urgency: 'routine',
    note: 'a secret',
    stage,
    requestedAt: '2026-03-12T10:00:00.000Z',
    requestedBy: 'user:ann',
    offers: [],
    roundsBefore: 0,
    lookOn: day('2026-03-21'),
    ...more,
  });

const WORKER = { user: 'ann', roles: ['worker'] };
const sectionOf = (name: string, put: readonly Placed[], viewer: Parameters<typeof summaryOf>[3] = WORKER) =>
  summaryOf(aFile({ put }), programme, AT, viewer).find(({ section }) => section === name)?.lines;

describe('a summary tells', () => {
  it('of each kind of reading the last one that counts, apart for mother and child', () => {
    const lines = sectionOf('readings', [
      reading('2026-03-02', {}),
      reading('2026-03-09', { values: { systolic: 138, diastolic: 88 } }),
      reading('2026-03-15', { values: { systolic: 220, diastolic: 120 }, voided: { at: AT, by: 'user:ann', reason: 'typed wrong' } }),
      reading('2026-03-01', { kind: 'weight', childId: CHILD, values: { value: 3200 }, unit: 'g' }),
    ]);

    expect(lines).toHaveLength(3);
    expect(lines).toEqual(
      expect.arrayContaining([
        { what: 'bloodPressure systolic', value: '138 mmHg', on: '2026-03-09' },
        { what: 'bloodPressure diastolic', value: '88 mmHg', on: '2026-03-09' },
        { what: `weight value ${CHILD}`, value: '3200 g', on: '2026-03-01' },
      ]),
    );
  });

  it('severe readings on which nobody acted, also those whose time is over; the plan and the risks that are in force', () => {
    const lines = sectionOf('readings', [
      episode('2026-03-03', {}),
      episode('2026-03-04', { outcome: 'awaiting', toldUnhandled: false, closed: false }),
      episode('2026-03-05', { handled: { at: AT, by: 'user:ann', action: 'treated' } }),
      episode('2026-03-06', { outcome: 'notConfirmed' }),
      episode('2026-03-07', { outcome: 'withdrawn' }),
      monitoring('active', '2026-03-24'),
      monitoring('ended', '2026-03-11'),
      risk('previousPreeclampsia'),
      risk('lowBirthWeight', { childId: CHILD }),
      risk('anaemia', { endedOn: day('2026-03-20') }),
    ]);

    expect(lines).toHaveLength(5);
    expect(lines).toEqual(
      expect.arrayContaining([
        { what: 'severeReadingNotActedOn', value: 'confirmed', on: '2026-03-03' },
        { what: 'severeReadingNotActedOn', value: 'awaiting', on: '2026-03-04' },
        { what: 'measuresHerselfUntil', value: 'missed 2', on: '2026-03-24' },
        { what: 'risk', value: 'previousPreeclampsia', on: '2026-03-01' },
        { what: `risk ${CHILD}`, value: 'lowBirthWeight', on: '2026-03-01' },
      ]),
    );
  });

  it.each([
    ['a worker, whom the programme allows it, with the band', WORKER, 'completed moderate'],
    ['a system of the ministry, too', { roles: [] }, 'completed moderate'],
    ['a manager, whom it does not, without it', { user: 'max', roles: ['manager'] }, 'completed'],
    ['a partner without it', { partner: 'clinic', roles: [] }, 'completed'],
  ])('which questionnaires were answered: %s; never a score or an answer', (_, viewer, value) => {
    const lines = sectionOf(
      'screens',
      [
        completed('PHQ-9', '2026-02-01', 'severe'),
        completed('PHQ-9', '2026-03-05', 'moderate'),
        screen('AHC-HRSN', 'answering', { offeredAt: '2026-03-18T10:00:00.000Z' }),
        screen('SATISFACTION', 'planned', {}),
        screen('PHQ-2', 'declined', {}),
      ],
      viewer,
    );

    expect(lines).toEqual([
      { what: 'AHC-HRSN', value: 'answering', on: '2026-03-18' },
      { what: 'PHQ-9', value, on: '2026-03-05' },
    ]);
  });

  it("each child's next vaccines, and whether they are overdue today", () => {
    const other = ChildId.parse(derivedId('other child'));

    expect(sectionOf('doses', [doses(CHILD, '2026-03-01', '2026-03-19'), doses(other, '2026-03-15', '2026-03-20')])).toEqual(
      expect.arrayContaining([
        { what: `overdue ${CHILD}`, value: 'BCG-1, OPV-0', on: '2026-03-01' },
        { what: `due ${other}`, value: 'BCG-1, OPV-0', on: '2026-03-15' },
      ]),
    );
  });

  it('the referrals that are open, with their stage; what a questionnaire found only to whom it is shown', () => {
    const put = [
      referral('food', 'accepted'),
      referral('safety', 'seeking', { screenId: SCREEN, requestedAt: '2026-03-13T10:00:00.000Z' }),
      referral('housing', 'confirmed'),
    ];

    expect(sectionOf('referrals', put)).toEqual([
      { what: 'food', value: 'accepted', on: '2026-03-12' },
      { what: 'safety', value: 'seeking', on: '2026-03-13' },
    ]);
    expect(sectionOf('referrals', put, { user: 'max', roles: ['manager'] })).toEqual([
      { what: 'food', value: 'accepted', on: '2026-03-12' },
      { what: 'need', value: 'seeking', on: '2026-03-13' },
    ]);
  });
});

it('an open referral follows a case into another area, so that its organisation sees where she is', () => {
  const file = aFile({ put: [referral('food', 'accepted', { holder: 'pantry' }), referral('housing', 'confirmed')] });
  const moved = { ...file.root, area: 'south-1' };

  expect(followingItems(file).map((one) => one.toItem({ root: moved, shards: 1 }))).toEqual([
    expect.objectContaining({ entity: 'referral', domain: 'food', area: 'south-1', lookupPk: 'INHAND#pantry' }),
  ]);
});
