import fc from 'fast-check';
import { Alerts, raiseAlert, type Alert } from '../../../functions/casefile/alert.ts';
import { place } from '../../../functions/casefile/entity.ts';
import type { CaseFile, Change } from '../../../functions/casefile/files.ts';
import { allOf, findOf } from '../../../functions/casefile/files.ts';
import { acceptAlert, closeAlert, endAlerts, reopenAlert, reviveAlerts } from '../../../functions/alerts/domain/answer.ts';
import { ladderOf, rungAfter, type Called } from '../../../functions/alerts/domain/ladder.ts';
import { lookAfterAlert } from '../../../functions/alerts/domain/look-after.ts';
import { isLost, tellRung, type Recipient } from '../../../functions/alerts/domain/tell-rung.ts';
import { Messages, type Message } from '../../../functions/messaging/records.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { AlertKind } from '../../../functions/policy/schema/alert-kinds.ts';
import { AlertRules } from '../../../functions/policy/schema/alerts.ts';
import { aFile, shippedProgrammes } from '../../support/builders.ts';

const AT = '2026-03-01T10:00:00.000Z';
const ALERT = '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77';
const SHIPPED = shippedProgrammes.get('DEFAULT').operations.alerts;
const SUPERVISOR = { duty: 'supervisor' };
/** Worker 5 minutes, supervisor 10, manager 15, who is told again from then on. */
const RULES: AlertRules = AlertRules.parse({
  ...SHIPPED,
  ladders: [
    {
      level: 'emergency',
      rungs: [
        { who: 'careWorker', how: 'text', withinMinutes: 5 },
        { who: SUPERVISOR, how: 'text', withinMinutes: 10 },
        { who: { duty: 'manager' }, how: 'text', withinMinutes: 15 },
      ],
      acknowledgeWithinMinutes: 7,
      closeWithinHours: 12,
      source: 'test',
    },
    {
      level: 'urgent',
      rungs: [{ who: 'careWorker', how: 'list', withinMinutes: 60 }],
      acknowledgeWithinMinutes: 30,
      closeWithinHours: 24,
      source: 'test',
    },
    {
      level: 'routine',
      rungs: [{ who: 'careWorker', how: 'text', withinMinutes: 60 }],
      acknowledgeWithinMinutes: 30,
      closeWithinHours: 24,
      source: 'test',
    },
  ],
});
const everyone = (who: Called): readonly Recipient[] => {
  const to = who === 'careWorker' ? 'worker:asha-1' : 'duty' in who ? `${who.duty}@north-1:0` : who.person;
  return [{ to, phone: 'sealed', owner: to }];
};
const later = (minutes: number, from = AT): string => new Date(Date.parse(from) + minutes * 60_000).toISOString();

/** The file as the change leaves it. */
const applied = (file: CaseFile, { put = [] }: Pick<Change<unknown>, 'put'>): CaseFile => {
  const items = put.map((placed) => placed.toItem({ root: file.root, shards: 1 }));
  const keys = new Set(items.map(({ sk }) => sk));
  return { root: file.root, items: [...file.items.filter(({ sk }) => !keys.has(sk)), ...items] };
};
const raised = (level: Alert['level'] = 'emergency', at = AT, file = aFile(), alertId = ALERT): CaseFile =>
  applied(
    file,
    raiseAlert(
      file,
      { alertId, kind: 'bloodPressure', level, signs: [`sign.${level}`], source: { kind: 'reading', id: 'r-1' } },
      { at, by: 'test' },
    ),
  );
const alertIn = (file: CaseFile): Alert => {
  const alert = findOf(file, Alerts, () => true);
  if (alert === undefined) throw new Error('no alert');
  return alert;
};
const tell = (file: CaseFile, at: string, { round = 1, reach = everyone } = {}) =>
  tellRung(file, { alertId: ALERT, round, rules: RULES, at, causedBy: 'test', reach });
/** Whom a change puts a text into the queue for. */
const queuedFor = (file: CaseFile, change: Pick<Change<unknown>, 'put' | 'facts'>): readonly (string | undefined)[] => {
  const ids = (change.facts ?? []).filter(({ detailType }) => detailType === 'MessageQueued.v1').map(({ data }) => data['messageId']);
  const after = allOf(applied(file, change), Messages);
  return ids.map((id) => after.find(({ messageId }) => messageId === id)?.address);
};
/** The rungs that a change tells. */
const rungsOf = ({ facts = [] }: Pick<Change<unknown>, 'facts'>) =>
  facts.filter(({ detailType }) => detailType === 'AlertTold.v1').map(({ data }) => data);
/** The texts to staff as the sender leaves them. */
const settled = (file: CaseFile, more: Partial<Message>): CaseFile =>
  applied(file, {
    put: allOf(file, Messages)
      .filter(({ state }) => state === 'queued')
      .map((message) => place(Messages, { ...message, attempts: message.attempts + 1, ...more })),
  });

describe('a ladder', () => {
  it.each([
    ['emergency', 'bloodPressure', ['careWorker', 'onCall', 'supervisor', 'manager']],
    ['urgent', 'bloodPressure', ['careWorker', 'supervisor', 'onCall']],
    ['urgent', 'selfHarm', ['onCall', 'supervisor', 'manager']],
    ['urgent', 'abuse', ['supervisor', 'onCall', 'manager']],
    ['emergency', 'abuse', ['careWorker', 'onCall', 'supervisor', 'manager']],
    ['routine', 'silence', ['careWorker', 'careWorker', 'supervisor']],
  ] as const)('of %s %s is climbed by %p', (level, kind, who) => {
    expect(ladderOf(SHIPPED, { level, kind }).rungs.map((rung) => (rung.who === 'careWorker' ? rung.who : rung.who.duty))).toEqual(who);
  });

  it('stands on its last rung for ever, and is told from there more and more slowly', () => {
    const { rungs } = ladderOf(RULES, { level: 'emergency', kind: 'mood' });
    const turns = [0, 1, 2, 3, 4, 5, 99].map((told) => rungAfter(rungs, told, { againAfterMinutes: [10, 20, 60] }));

    expect(turns.map(({ place }) => place)).toEqual([0, 1, 2, 2, 2, 2, 2]);
    // never sooner than the rung's own quarter of an hour
    expect(turns.map(({ minutes }) => minutes)).toEqual([5, 10, 15, 15, 20, 60, 60]);
  });

  it('refuses a duty that nobody may hold, a level without a ladder, and a name in a text to staff', () => {
    const [first, ...others] = SHIPPED.ladders;
    const faults = (rules: unknown) => AlertRules.safeParse(rules).error?.issues.map(({ message }) => message);

    expect(faults({ ...SHIPPED, duties: [] })).toContain('no duty is called supervisor');
    expect(faults({ ...SHIPPED, ladders: others })).toEqual([expect.stringContaining('level emergency needs one ladder')]);
    expect(faults({ ...SHIPPED, ladders: [first, first, ...others] })).toEqual([expect.stringContaining('got 2')]);
    expect(faults({ ...SHIPPED, texts: { ...SHIPPED.texts, urgent: { en: 'Go and see {name}' } } })).toEqual([
      expect.stringContaining('only {reference}'),
    ]);
  });
});

describe('a rung', () => {
  it('is told when its time has come, and not before', () => {
    const first = tell(raised(), AT);
    expect(queuedFor(raised(), first)).toEqual(['worker:asha-1']);
    const file = settled(applied(raised(), first), { state: 'sent' });

    expect(tell(file, later(4))).toMatchObject({ facts: [], answer: { step: 'await', waitSeconds: 60 } });
    const second = tell(file, later(5));
    expect(queuedFor(file, second)).toEqual(['supervisor@north-1:0']);
    expect(tell(settled(applied(file, second), { state: 'sent' }), later(5)).answer.waitSeconds).toBe(600);
  });

  it('is passed over when nobody can be reached by it; the last one is waited for all the same', () => {
    const onlyManager = tell(raised(), AT, {
      reach: (who) => (who !== 'careWorker' && 'duty' in who && who.duty === 'manager' ? everyone(who) : []),
    });
    expect(queuedFor(raised(), onlyManager)).toEqual(['manager@north-1:0']);
    expect(rungsOf(onlyManager).map((told) => [told['who'], told['reached']])).toEqual([
      ['careWorker', 0],
      ['supervisor', 0],
      ['manager', 1],
    ]);

    const onlyWorker = (who: Called) => (who === 'careWorker' ? everyone(who) : []);
    const toWorker = applied(raised(), tell(raised(), AT, { reach: onlyWorker }));
    const standIn = tell(toWorker, later(5), { reach: onlyWorker });
    expect(queuedFor(toWorker, standIn)).toEqual(['worker:asha-1']);
    expect(rungsOf(standIn).map((told) => [told['rung'], told['who'], told['reached']])).toEqual([
      [2, 'supervisor', 0],
      [3, 'careWorker', 1],
    ]);

    const nobody = tell(raised(), AT, { reach: () => [] });
    expect(nobody.answer).toMatchObject({ step: 'await', waitSeconds: 900, unheard: true });
    expect(nobody.put).toHaveLength(1);
  });

  it('that stands in a list alone is waited for like any other', () => {
    expect(tell(raised('urgent'), AT, { reach: () => [] }).answer).toMatchObject({ step: 'await', waitSeconds: 3600, unheard: false });
  });

  it('is told to nobody when somebody has accepted, it is closed, or a later round climbs', () => {
    const file = raised();
    const who = { at: AT, by: 'user:asha-1' };
    for (const gone of [
      applied(file, acceptAlert(file, ALERT, RULES, who)),
      applied(file, closeAlert(file, ALERT, RULES, { ...who, outcome: 'seen' })),
    ])
      expect(tell(gone, later(60))).toEqual({ answer: { step: 'done', waitSeconds: 0, waiting: 0, unheard: false } });
    expect(tell(file, AT, { round: 2 }).answer.step).toBe('done');
  });

  it('is put into the queue again while the gateway does not take it, and looked after until it does', () => {
    const first = tell(raised(), AT);
    expect(first.answer.waitSeconds).toBe(120);
    const refused = settled(applied(raised(), first), { state: 'queued', reason: 'rateLimited' });
    const again = tell(refused, later(2));
    expect(queuedFor(refused, again)).toEqual(['worker:asha-1']);
    expect(rungsOf(again)).toEqual([]);

    const sent = settled(applied(raised(), first), { state: 'sent' });
    expect(tell(sent, later(2))).toMatchObject({ facts: [], answer: { waitSeconds: 180 } });
  });

  it('that certainly reaches nobody gives way to the next at once; one that may have arrived does not', () => {
    const first = applied(raised(), tell(raised(), AT));
    for (const state of ['failed', 'denied', 'duplicate'] as const) {
      const lost = settled(first, { state, reason: 'invalidNumber' });
      expect(isLost(lost, alertIn(lost), RULES)).toBe(true);
      const next = tell(lost, later(1));
      expect(queuedFor(lost, next)).toEqual(['supervisor@north-1:0']);
      expect(alertIn(applied(lost, next))).toMatchObject({ rung: 2, nextAt: later(11) });
    }
    for (const state of ['sent', 'delivered', 'scheduled', 'sending'] as const)
      expect(rungsOf(tell(settled(first, { state }), later(1)))).toEqual([]);
  });

  it('of several people waits while one of them may have been reached', () => {
    const two = (who: Called) => [...everyone(who), { to: 'supervisor@north-1:1', phone: 'sealed', owner: 'b' }];
    const file = applied(raised(), tell(raised(), AT, { reach: two }));
    const states = ['failed', 'sent'] as const;
    const half = applied(file, {
      put: allOf(file, Messages).map((message, n) => place(Messages, { ...message, state: states[n] ?? 'sent' })),
    });

    expect(rungsOf(tell(half, later(1), { reach: two }))).toEqual([]);
  });

  it('that is the last is told again at its own pace, whatever becomes of its text, and in the same place', () => {
    let file = raised();
    for (const minute of [0, 5, 15]) file = settled(applied(file, tell(file, later(minute))), { state: 'failed', reason: 'invalidNumber' });
    expect(rungsOf(tell(file, later(16)))).toEqual([]);
    const again = applied(file, tell(file, later(30)));

    expect(allOf(again, Messages)).toHaveLength(3);
    expect(allOf(again, Messages).filter(({ state }) => state === 'queued')).toMatchObject([
      { address: 'manager@north-1:0', attempts: 0, group: { alert: { rung: 4 } } },
    ]);
  });
});

const minutes = fc.integer({ min: 0, max: 40 });
/** What may happen to a ladder between two moments. */
const happening = fc.oneof(
  fc.record({
    is: fc.constant('tell' as const),
    after: minutes,
    gateway: fc.constantFrom('sent' as const, 'failed' as const, 'queued' as const, 'sending' as const, 'crash' as const),
  }),
  fc.record({ is: fc.constant('repeat' as const), after: fc.constant(0), gateway: fc.constant('sent' as const) }),
  fc.record({ is: fc.constant('sweep' as const), after: minutes, gateway: fc.constant('sent' as const) }),
);

describe('whatever fails or repeats', () => {
  it('tells each rung once in its order, and never ends before somebody has answered', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
        let file = raised();
        let now = AT;
        const told: number[] = [];
        for (const { is, after, gateway } of happenings) {
          now = later(after, now);
          if (is === 'sweep') {
            file = applied(file, lookAfterAlert(file, `ALERT#${ALERT}`, RULES, now));
            continue;
          }
          const change = tell(file, now);
          expect(change.answer.step).toBe('await');
          expect(change.answer.waitSeconds).toBeGreaterThan(0);
          told.push(...rungsOf(change).map((one) => Number(one['rung'])));
          file = applied(file, change);
          // the sender takes them after the rung was stored as told
          if (gateway !== 'crash') file = settled(file, { state: gateway });
        }
        expect(told).toEqual(told.map((_, place) => place + 1));
        expect(alertIn(file).status).toBe('open');
        expect(alertIn(file).lookOn).toBeDefined();
        // a sweep long after has somebody go on with it
        expect(lookAfterAlert(file, `ALERT#${ALERT}`, RULES, later(180, now)).answer).toEqual({ restart: { alertId: ALERT, round: 1 } });
      }),
      { numRuns: 200 },
    );
  });
});

describe('an alert', () => {
  const who = { at: later(3), by: 'user:asha-1' };

  it.each([
    ['open', 'accept', 'accepted'],
    ['open', 'close', 'closed'],
    ['open', 'handBack', 'StatusRefuses'],
    ['accepted', 'accept', 'StatusRefuses'],
    ['accepted', 'close', 'closed'],
    ['accepted', 'handBack', 'open'],
    ['closed', 'accept', 'StatusRefuses'],
    ['closed', 'close', 'StatusRefuses'],
    ['closed', 'handBack', 'StatusRefuses'],
  ] as const)('that is %s: %s gives %s', (from, step, to) => {
    const open = raised();
    const before =
      from === 'open'
        ? open
        : from === 'accepted'
          ? applied(open, acceptAlert(open, ALERT, RULES, who))
          : applied(open, closeAlert(open, ALERT, RULES, { ...who, outcome: 'seen' }));
    const other = { at: later(9), by: 'user:boss' };
    const doIt = () =>
      step === 'accept'
        ? acceptAlert(before, ALERT, RULES, other)
        : step === 'close'
          ? closeAlert(before, ALERT, RULES, { ...other, outcome: 'seen' })
          : reopenAlert(before, ALERT, { reason: 'handedBack', at: other.at });

    if (to === 'StatusRefuses') expect(doIt).toThrow(/^cannot (accept|close|hand back) the alert while/);
    else expect(doIt().answer.status).toBe(to);
  });

  it('is nobody’s again when it becomes worse, whoever accepted the milder one', () => {
    const mild = raised('urgent');
    const accepted = applied(mild, acceptAlert(mild, ALERT, RULES, who));
    const worse = raised('emergency', later(30), accepted, '8e1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77');

    expect(alertIn(worse)).toMatchObject({ status: 'open', level: 'emergency', round: 2, rung: 0, alertId: ALERT });
    expect(alertIn(worse).acceptedBy).toBeUndefined();
  });

  describe('that somebody has accepted', () => {
    const found = (
      file: CaseFile,
      level: Alert['level'],
      signs: readonly string[],
      { kind = 'dangerSign', id = `${signs.join()}${level}` } = {},
    ) =>
      raiseAlert(
        file,
        {
          alertId: derivedId('test', id),
          kind: AlertKind.parse(kind),
          level,
          signs: [...signs],
          source: { kind: 'visit', id },
        },
        { at: later(60), by: 'test' },
      );
    const begun = (level: Alert['level'], signs: readonly string[], kind = 'dangerSign'): CaseFile => {
      const file = applied(aFile(), found(aFile(), level, signs, { kind, id: 'first' }));
      return applied(file, acceptAlert(file, alertIn(file).alertId, RULES, { at: later(3), by: 'user:nurse-1' }));
    };
    const climbed = (file: CaseFile, at: string) => {
      const { alertId, round } = alertIn(file);
      return tellRung(file, { alertId, round, rules: RULES, at, causedBy: 'test', reach: everyone });
    };

    it.each([
      ['the same sign', 'dangerSign', ['fever'], 'emergency', ['fever'], 'emergency'],
      ['the same sign, less pressing', 'dangerSign', ['fever'], 'emergency', ['fever'], 'urgent'],
      ['a milder step of the same measure', 'bloodPressure', ['severeConfirmed'], 'emergency', ['raised'], 'urgent'],
    ] as const)('takes %s, shows it, and calls nobody', (_, kind, before, level, signs, milder) => {
      const file = begun(level, before, kind);
      const change = found(file, milder, signs, { kind, id: 'again' });
      const after = applied(file, change);

      expect(change.facts).toEqual([]);
      expect(alertIn(after)).toMatchObject({ status: 'accepted', acceptedBy: 'user:nurse-1', round: 1, level });
      expect(alertIn(after).added).toMatchObject([{ at: later(60), level: milder, signs, source: { id: 'again' } }]);
      // the same finding told twice is there once
      expect(found(after, milder, signs, { kind, id: 'again' }).put).toEqual([]);
    });

    it.each([
      ['a further sign', 'dangerSign', ['bleeding'], 'emergency'],
      ['a further sign, less pressing', 'dangerSign', ['bleeding'], 'urgent'],
      ['something that is not named', 'dangerSign', [], 'emergency'],
      ['a further step of the same measure, as pressing', 'bloodPressure', ['severeNotTreated'], 'emergency'],
    ] as const)('calls who accepted it at once for %s, and the ladder when she does not answer in time', (_, kind, signs, level) => {
      const file = applied(begun('emergency', ['fever'], kind), found(begun('emergency', ['fever'], kind), level, signs, { kind }));
      expect(alertIn(file)).toMatchObject({ status: 'open', round: 2, level: 'emergency', recall: { by: 'user:nurse-1', worse: false } });

      const first = climbed(file, later(60));
      expect(queuedFor(file, first)).toEqual(['user:nurse-1']);
      expect(alertIn(applied(file, first)).nextAt).toBe(later(67));
      expect(rungsOf(first).map((told) => told['who'])).toEqual(['accepter']);
      const waiting = applied(file, first);
      expect(queuedFor(waiting, climbed(waiting, later(66)))).toEqual([]);
      expect(queuedFor(waiting, climbed(waiting, later(67)))).toEqual(['worker:asha-1']);
      const answered = applied(waiting, acceptAlert(waiting, alertIn(waiting).alertId, RULES, { at: later(65), by: 'user:nurse-1' }));
      expect(climbed(answered, later(67)).answer.step).toBe('done');
      expect(alertIn(answered).recall).toBeUndefined();
    });

    it('calls her and the first rung at once when it becomes worse, and one who is both once', () => {
      const mild = begun('urgent', ['fever']);
      const worse = applied(mild, found(mild, 'emergency', ['convulsions']));
      const first = climbed(worse, later(60));
      expect(queuedFor(worse, first)).toEqual(['user:nurse-1', 'worker:asha-1']);
      const both = applied(worse, first);
      expect(allOf(both, Messages).map(({ variables }) => variables['minutes'])).toEqual(['5', '5']);
      expect(queuedFor(both, climbed(both, later(65)))).toEqual(['supervisor@north-1:0']);

      const { alertId, round } = alertIn(worse);
      const same = (who: Called) => everyone(who === 'careWorker' || 'person' in who ? 'careWorker' : who);
      const once = tellRung(worse, { alertId, round, rules: RULES, at: later(60), causedBy: 'test', reach: same });
      expect(queuedFor(worse, once)).toEqual(['worker:asha-1']);
    });

    it('is climbed at once where she has no phone', () => {
      const file = begun('emergency', ['fever']);
      const open = applied(file, found(file, 'emergency', ['bleeding']));
      const { alertId, round } = alertIn(open);
      const reach = (who: Called) => (who !== 'careWorker' && 'person' in who ? [] : everyone(who));

      const told = tellRung(open, { alertId, round, rules: RULES, at: later(60), causedBy: 'test', reach });

      expect(queuedFor(open, told)).toEqual(['worker:asha-1']);
    });

    it('does not hide another matter that has no kind of its own', () => {
      const file = begun('urgent', ['houseBurnt'], 'other');
      const opens = (signs: readonly string[]) => found(file, 'urgent', signs, { kind: 'other' }).facts.map(({ detailType }) => detailType);

      expect([opens(['husbandArrested']), opens([]), opens(['houseBurnt'])]).toEqual([['AlertOpened.v1'], ['AlertOpened.v1'], []]);
    });
  });

  it('that her death ends was answered for by nobody, unless somebody had accepted it; a death in error brings both back', () => {
    const open = raised();
    const accepted = applied(open, acceptAlert(open, ALERT, RULES, who));
    const ended = (file: CaseFile) => endAlerts(file, 'motherDied', { at: later(9), by: 'user:registrar' }, () => true);

    expect(alertIn(applied(open, ended(open)))).toMatchObject({ status: 'closed', outcome: 'motherDied', overtaken: true });
    expect(alertIn(applied(open, ended(open))).acceptedBy).toBeUndefined();
    expect(ended(open).facts.map(({ data }) => [data['overtaken'], data['neverAccepted']])).toEqual([[true, undefined]]);
    expect(alertIn(applied(accepted, ended(accepted)))).toMatchObject({ status: 'closed', acceptedBy: 'user:asha-1' });
    expect(ended(accepted).facts.map(({ data }) => data['overtaken'])).toEqual([undefined]);

    for (const file of [applied(open, ended(open)), applied(accepted, ended(accepted))]) {
      const back = applied(file, reviveAlerts(file, 'motherDied', { at: later(600) }));
      expect(alertIn(back)).toMatchObject({ status: 'open', round: 2, rung: 0 });
      expect([alertIn(back).overtaken, alertIn(back).closedAt]).toEqual([undefined, undefined]);
    }
  });

  it('that was accepted and not closed in its time is open again, and not an hour earlier', () => {
    const open = raised();
    const accepted = applied(open, acceptAlert(open, ALERT, RULES, { at: AT, by: 'user:asha-1' }));
    const look = (at: string) => lookAfterAlert(accepted, `ALERT#${ALERT}`, RULES, at);

    expect(look(later(11 * 60)).facts ?? []).toEqual([]);
    expect(look(later(12 * 60)).facts?.map(({ data }) => data['reason'])).toEqual(['notClosed']);
    expect(alertIn(applied(accepted, look(later(12 * 60))))).toMatchObject({ status: 'open', round: 2, rung: 0 });
  });

  it('stands in no list and in no due index when it is closed', () => {
    const open = raised();
    const closed = applied(open, closeAlert(open, ALERT, RULES, { ...who, outcome: 'treated' }));
    const item = place(Alerts, alertIn(closed)).toItem({ root: { ...closed.root, workerId: 'asha-1' }, shards: 1 });

    expect(Object.keys(item).filter((name) => /Pk$/.test(name))).toEqual([]);
  });
});

describe('a text to staff', () => {
  it.each(Object.entries(SHIPPED.texts))('of level %s stands in five languages and fits four parts', (_, texts) => {
    expect(Object.keys(texts).sort()).toEqual(['ar', 'en', 'fr', 'hi', 'sw']);
    for (const text of Object.values(texts)) expect(text.length).toBeLessThan(4 * 67);
  });
});
