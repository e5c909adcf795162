import { place, type Placed } from '../../../functions/casefile/entity.ts';
import { Alerts } from '../../../functions/casefile/alert.ts';
import type { CaseFile, Change } from '../../../functions/casefile/files.ts';
import { Contacts, Grievances, Visits } from '../../../functions/care/records.ts';
import { addDays, parsePlainDate } from '../../../functions/kernel/dates.ts';
import { cancelReview, holdReview, raiseReview, scheduleByHand } from '../../../functions/team/domain/case-review.ts';
import { scheduleByRules } from '../../../functions/team/domain/review-rules.ts';
import { summaryOf } from '../../../functions/team/domain/summary.ts';
import { CaseReviews, PlanActions, type CaseReview } from '../../../functions/team/records.ts';
import { aFile, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';

const day = parsePlainDate;
const programme = shippedProgrammes.get('DEFAULT');
const TODAY = day('2026-03-20');
const WHO = { at: '2026-03-20T08:00:00.000Z', by: 'user:ann', causationId: 'cause-1' };
const ID = '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77';
/** Rules of a ministry that is not ours. */
const RULES = {
  caseReviews: [
    {
      id: 'emergency',
      when: { event: 'alertClosed' as const, levels: ['emergency' as const] },
      dueInDays: 3,
      participants: ['doctor'],
      source: 'test',
    },
    { id: 'missed', when: { event: 'contactsMissed' as const, count: 2 }, dueInDays: 5, participants: ['midwife'], source: 'test' },
    { id: 'week6', when: { event: 'birth' as const, afterDays: 42 }, dueInDays: 7, participants: ['midwife'], source: 'test' },
  ],
};
const missed = (contactId: string, closesOn = '2026-03-01'): Placed =>
  place(Contacts, {
    contactId,
    kind: contactId,
    of: 'mother',
    opensOn: addDays(day(closesOn), -20),
    dueOn: addDays(day(closesOn), -10),
    closesOn: day(closesOn),
    urgent: false,
    status: 'missed',
    followedUp: false,
  });
const aReview = (changes: Partial<CaseReview> = {}): CaseReview => ({
  caseReviewId: ID,
  rule: 'missed',
  dueOn: day('2026-03-25'),
  participants: ['midwife'],
  status: 'scheduled',
  scheduledAt: WHO.at,
  scheduledBy: 'subscriber:x',
  nextOn: day('2026-03-26'),
  ...changes,
});
const enrolled = (seed: CaseSeed = {}) => aFile({ ...seed, root: { status: 'enrolled', workerId: 'w-1', ...seed.root } });
const withReview = (changes: Partial<CaseReview> = {}) => enrolled({ put: [place(CaseReviews, aReview(changes))] });
const after = (file: CaseFile, { put = [] }: Change<unknown>): CaseFile => {
  const placed = put.map((one) => one.toItem({ root: file.root, shards: 1 }));
  return { ...file, items: [...file.items.filter(({ sk }) => !placed.some((one) => one.sk === sk)), ...placed] };
};
const scheduled = (change: Change<unknown>) => (change.facts ?? []).map(({ data }) => `${String(data['rule'])} ${String(data['dueOn'])}`);

describe('the rules of a programme', () => {
  const emergency = { event: 'alertClosed' as const, alertId: ID, level: 'emergency' };

  it('ask for a review after an emergency, once for each', () => {
    const file = enrolled();
    const first = scheduleByRules(file, RULES, emergency, TODAY, WHO);

    expect(scheduled(first)).toEqual(['emergency 2026-03-23']);
    expect(scheduleByRules(after(file, first), RULES, emergency, TODAY, WHO).put).toEqual([]);
    expect(scheduled(scheduleByRules(file, RULES, { ...emergency, level: 'urgent' }, TODAY, WHO))).toEqual([]);
  });

  it('ask for one when as many contacts were missed as they say, and again only for others', () => {
    const occasion = { event: 'contactsMissed' as const };
    const two = enrolled({ put: [missed('PNC-1'), missed('PNC-2')] });
    const held = place(CaseReviews, aReview({ status: 'held', heldOn: day('2026-03-02') }));

    expect(scheduled(scheduleByRules(enrolled({ put: [missed('PNC-1')] }), RULES, occasion, TODAY, WHO))).toEqual([]);
    expect(scheduled(scheduleByRules(two, RULES, occasion, TODAY, WHO))).toEqual(['missed 2026-03-25']);
    expect(scheduled(scheduleByRules(enrolled({ put: [missed('PNC-1'), missed('PNC-2'), held] }), RULES, occasion, TODAY, WHO))).toEqual(
      [],
    );
    const others = [missed('PNC-1'), missed('PNC-3', '2026-03-10'), missed('PNC-4', '2026-03-12'), held];
    expect(scheduled(scheduleByRules(enrolled({ put: others }), RULES, occasion, TODAY, WHO))).toEqual(['missed 2026-03-25']);
  });

  it.each([
    ['2026-03-01', ['week6 2026-04-19']],
    // 42 + 7 days before the day itself
    ['2026-01-30', ['week6 2026-03-20']],
    ['2026-01-29', []],
  ])('ask for one some time after a birth on %s, unless that is over', (bornOn, expected) => {
    const file = enrolled({ children: [{ bornOn: day(bornOn) }] });

    expect(scheduled(scheduleByRules(file, RULES, { event: 'birth' }, TODAY, WHO))).toEqual(expected);
  });

  it('ask for none of who is not in the programme', () => {
    expect(scheduled(scheduleByRules(aFile(), RULES, emergency, TODAY, WHO))).toEqual([]);
  });
});

describe('a case review', () => {
  const HELD = {
    heldOn: TODAY,
    present: ['user:ann'],
    decisions: [{ text: 'Visit her at home', owner: { kind: 'assignedWorker' as const }, dueOn: day('2026-03-22') }],
  };

  it('that is asked for by hand stands in the list of its area, by due day', () => {
    const change = scheduleByHand(
      enrolled(),
      programme,
      { reason: 'she moved in', dueOn: day('2026-04-01'), participants: ['doula'] },
      WHO,
    );

    expect(change.put?.[0]?.toItem({ root: enrolled().root, shards: 1 })).toMatchObject({
      placePk: 'CASEREVIEWS#north-1',
      placeSk: expect.stringMatching(/^2026-04-01#/) as string,
    });
    expect(() => scheduleByHand(enrolled(), programme, { reason: 'x', dueOn: TODAY, participants: ['king'] }, WHO)).toThrow(
      '/participants',
    );
    expect(() => scheduleByHand(enrolled(), programme, { reason: 'x', dueOn: day('2026-03-19'), participants: ['doula'] }, WHO)).toThrow(
      '/dueOn',
    );
  });

  it('turns its decisions into actions of the plan and leaves the lists', () => {
    const file = withReview();
    const change = holdReview(file, programme, ID, HELD, WHO);
    const items = (change.put ?? []).map((placed) => placed.toItem({ root: file.root, shards: 1 }));

    expect(items.find(({ entity }) => entity === PlanActions.name)).toMatchObject({
      text: 'Visit her at home',
      caseReviewId: ID,
      workerPk: 'WORKER#w-1',
      dueOn: '2026-03-22',
    });
    const review = items.find(({ entity }) => entity === CaseReviews.name);
    expect(review).toMatchObject({ status: 'held', heldOn: '2026-03-20', actionIds: change.answer.actionIds });
    expect(review?.placePk ?? review?.duePk).toBeUndefined();
    expect((change.facts ?? []).map(({ detailType }) => detailType)).toEqual(['CaseReviewHeld.v1', 'PlanActionAdded.v1']);
  });

  it.each([
    ['held', 'held'],
    ['cancelled', 'held'],
    ['held', 'cancelled'],
  ] as const)('that was %s is not %s any more', (from, to) => {
    const file = withReview({ status: from });

    expect(() => (to === 'held' ? holdReview(file, programme, ID, HELD, WHO) : cancelReview(file, ID, 'moved'))).toThrow(`while ${from}`);
  });

  it('is refused tomorrow, decisions of yesterday, and what the case does not have', () => {
    expect(() => holdReview(withReview(), programme, ID, { ...HELD, heldOn: day('2026-03-21') }, WHO)).toThrow('/heldOn');
    const late = HELD.decisions.map((decision) => ({ ...decision, dueOn: day('2026-03-19') }));
    expect(() => holdReview(withReview(), programme, ID, { ...HELD, decisions: late }, WHO)).toThrow('/decisions/0/dueOn');
    expect(() => holdReview(enrolled(), programme, ID, HELD, WHO)).toThrow('no such case review');
  });

  it('is reported from the day after it was due, until it is held', () => {
    const sk = CaseReviews.sk(aReview());

    expect(raiseReview(withReview(), programme, sk, day('2026-03-25')).facts ?? []).toEqual([]);
    expect(raiseReview(withReview(), programme, sk, day('2026-03-26')).facts).toMatchObject([
      { detailType: 'CaseReviewOverdue.v1', data: { caseReviewId: ID, daysOverdue: 1 } },
    ]);
    expect(raiseReview(withReview({ status: 'held' }), programme, sk, day('2026-03-26')).facts ?? []).toEqual([]);
  });
});

describe('the summary of a case', () => {
  const visit = (on: string, measurements: Record<string, number>): Placed =>
    place(Visits, {
      visitId: `7d1c2b8e-3a54-4b6f-9c21-${on.replaceAll('-', '').padStart(12, '0')}`,
      kind: 'PNC-1',
      on: day(on),
      place: 'home',
      measurements,
      observed: [],
      late: false,
      recordedAt: WHO.at,
      by: 'user:ann',
    });
  const grievance = (about: 'payment' | 'conduct', grievanceId: string): Placed =>
    place(Grievances, {
      grievanceId,
      about,
      text: 'secret',
      status: 'open',
      openedAt: WHO.at,
      openedBy: 'user:ann',
      dueOn: day('2026-04-04'),
      owner: { role: 'supervisor' },
    });

  it('tells of everything that matters to who takes it over, and of no complaint about conduct', () => {
    const file = enrolled({
      put: [
        missed('PNC-1'),
        visit('2026-03-02', { systolic: 150, weight: 61 }),
        visit('2026-03-09', { systolic: 138 }),
        grievance('payment', ID),
        grievance('conduct', '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a78'),
        place(Alerts, {
          alertId: ID,
          kind: 'bloodPressure',
          level: 'urgent',
          signs: ['x'],
          source: { kind: 'visit', id: ID },
          status: 'open',
          openedAt: '2026-03-02T10:00:00.000Z',
          openedBy: 'user:ann',
          round: 1,
          rung: 0,
          told: [],
          added: [],
        }),
      ],
    });
    const summary = Object.fromEntries(
      summaryOf(file, programme, WHO.at, { user: 'ann', roles: ['worker'] }).map(({ section, lines }) => [section, lines]),
    );

    expect(summary['alerts']).toContainEqual({ what: 'bloodPressure', value: 'urgent open', on: '2026-03-02' });
    expect(summary['contacts']).toContainEqual({ what: 'notMadeUpFor', value: 'PNC-1', on: '2026-02-19' });
    expect(summary['visits']).toEqual([
      { what: 'visits', value: 2 },
      { what: 'last', value: 'PNC-1', on: '2026-03-09' },
      { what: 'systolic', value: 138, on: '2026-03-09' },
      { what: 'weight', value: 61, on: '2026-03-02' },
    ]);
    expect(summary['grievances']).toEqual([{ what: 'open', value: 'payment', on: '2026-04-04' }]);
    expect(JSON.stringify(summary)).not.toMatch(/secret|conduct|Devi/);
  });
});
