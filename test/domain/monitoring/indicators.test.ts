import { talliesOf } from '../../../functions/monitoring/domain/indicators.ts';

const ID = '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77';
const OPENED = '2026-03-01T10:00:00.000Z';
const counted = (name: string, data: object, at = OPENED): Record<string, number> =>
  Object.fromEntries(talliesOf(`${name}.v1`, data, at).map(({ indicator, count }) => [indicator, count]));

const accepted = (at: string, more: object = {}) =>
  counted('AlertAccepted', { alertId: ID, kind: 'bloodPressure', level: 'urgent', openedAt: OPENED, round: 1, rung: 1, ...more }, at);
const closed = (at: string, more: object = {}) =>
  counted(
    'AlertClosed',
    { alertId: ID, kind: 'bloodPressure', level: 'urgent', openedAt: OPENED, acceptedAt: OPENED, outcome: 'x', ...more },
    at,
  );

describe('the time until somebody answers for an alert', () => {
  it.each([
    ['2026-03-01T10:00:00.000Z', 'within15Minutes'],
    ['2026-03-01T10:15:00.000Z', 'within15Minutes'],
    ['2026-03-01T10:15:00.001Z', 'within1Hour'],
    ['2026-03-01T11:00:00.000Z', 'within1Hour'],
    ['2026-03-01T11:00:00.001Z', 'within24Hours'],
    ['2026-03-02T10:00:00.000Z', 'within24Hours'],
    ['2026-03-02T10:00:00.001Z', 'later'],
  ])('accepted at %s counts as %s', (at, within) => {
    expect(accepted(at)).toEqual({ [`alertsAccepted.urgent.${within}`]: 1 });
  });

  it('is counted once: not again after it came back', () => {
    expect(accepted('2026-03-01T18:00:00.000Z', { round: 2, again: true })).toEqual({});
    expect(closed('2026-03-01T18:00:00.000Z')).toEqual({ 'alertsClosed.urgent': 1 });
  });

  it('is counted for one that became worse before anybody accepted it', () => {
    expect(accepted('2026-03-01T10:20:00.000Z', { round: 2, level: 'emergency' })).toEqual({ 'alertsAccepted.emergency.within1Hour': 1 });
  });

  it('ends with the closing of one that nobody had accepted', () => {
    expect(closed('2026-03-01T10:05:00.000Z', { neverAccepted: true })).toEqual({
      'alertsClosed.urgent': 1,
      'alertsAccepted.urgent.within15Minutes': 1,
    });
  });
});

describe('an alert that her death has overtaken', () => {
  it('is counted as such, and not as one that somebody answered for', () => {
    expect(closed('2026-03-01T10:05:00.000Z', { overtaken: true })).toEqual({ 'alertsOvertaken.urgent': 1 });
  });
});

describe('the counts', () => {
  it.each([
    ['a severe reading', 'SevereEpisodeOpened', { episodeId: ID }, { severeReadings: 1 }],
    ['one acted on in time', 'SevereEpisodeHandled', { episodeId: ID, inTime: true }, { severeReadingsHandledInTime: 1 }],
    ['one acted on late', 'SevereEpisodeHandled', { episodeId: ID, inTime: false }, { severeReadingsHandledLate: 1 }],
    ['one whose time is over', 'SevereEpisodeUnhandled', { episodeId: ID }, { severeReadingsTimeOver: 1 }],
    [
      'a text with its parts and its price',
      'MessageSent',
      { messageId: ID, template: 'goNow', parts: 2, costMicros: 91_200, currency: 'USD' },
      { messagesSent: 1, messageParts: 2, 'messageCostMicros.USD': 91_200 },
    ],
    [
      'a text of which nobody knows the price',
      'MessageSent',
      { messageId: ID, template: 'goNow', parts: 1 },
      { messagesSent: 1, messageParts: 1 },
    ],
    [
      'a text that did not reach the phone',
      'MessageUndelivered',
      { messageId: ID, template: 'goNow', reason: 'absent' },
      { messagesUndelivered: 1 },
    ],
    ['a text that did', 'MessageDelivered', { messageId: ID, template: 'goNow' }, { messagesDelivered: 1 }],
    [
      'a vaccine dose by where it was told',
      'DoseRecorded',
      { doseId: ID, childId: ID, product: 'BCG', source: 'card', precision: 'day' },
      { 'dosesRecorded.card': 1 },
    ],
    ['each dose that is overdue', 'DoseOverdue', { childId: ID, doses: ['BCG-1', 'OPV-0'], dueOn: '2026-03-01' }, { dosesOverdue: 2 }],
    [
      'each vaccine dose by how it stands, less what was counted before',
      'DosesCounted',
      {
        childId: ID,
        changes: [
          { dose: 'PENTA1', dueOn: '2026-03-15', state: 'late', by: -1 },
          { dose: 'PENTA1', dueOn: '2026-03-15', state: 'inTime', by: 1 },
          { dose: 'PCV1', dueOn: '2026-03-15', state: 'due', by: -1 },
          { dose: 'PCV1', dueOn: '2026-03-20', state: 'due', by: 1 },
        ],
      },
      { 'dosesLate.PENTA1': -1, 'dosesInTime.PENTA1': 1 },
    ],
    ['nothing of what is not counted', 'WorkerAssigned', { workerId: 'w-1' }, {}],
  ])('tell of %s', (_, name, data, expected) => {
    expect(counted(name, data)).toEqual(expected);
  });
});
