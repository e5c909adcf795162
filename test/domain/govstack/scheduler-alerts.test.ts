import { AlertPreference, TargetCategory, waysOf } from '../../../functions/govstack/scheduler/domain/alert-fields.ts';
import { emailOf, heldUntil, isTooLate } from '../../../functions/govstack/scheduler/domain/alerts.ts';
import { askAtOf, replyIn, statusInAnswer } from '../../../functions/govstack/scheduler/domain/replies.ts';

describe('the ways of a preference', () => {
  it.each([
    ['nothing', undefined, ['email', 'url', 'text']],
    ['one', 'url', ['url', 'email', 'text']],
    ['several, in words of others', ' SMS, webhook', ['text', 'url', 'email']],
    ['none', 'none', []],
  ])('of %s are tried in its order, then the others', (_, preference, ways) => {
    expect(waysOf(preference)).toEqual(ways);
  });

  it('are known by their words alone', () => {
    expect(['phone, email', 'email or phone', 'constructor'].map((text) => AlertPreference.safeParse(text).success)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('an alert', () => {
  it('is for subscribers, resources or both', () => {
    expect([' Subscribers', 'resource', 'both'].map((text) => TargetCategory.parse(text))).toEqual(['subscriber', 'resource', 'both']);
    expect(TargetCategory.safeParse('patients').success).toBe(false);
  });

  it.each([
    ['a little late, when its event is just over', '2026-03-10T10:00:00.000Z', '2026-03-10T10:01:00.000Z', false],
    ['hours late, when its event is over', '2026-03-10T09:00:00.000Z', '2026-03-10T12:00:00.000Z', true],
    ['days late, when its event is ahead', '2026-03-07T09:00:00.000Z', '2026-03-10T09:00:00.000Z', false],
    ['for after the event, and late', '2026-03-10T11:00:00.000Z', '2026-03-11T11:00:00.000Z', false],
  ])('that is %s is too late or not', (_, alertAt, at, expected) => {
    expect(isTooLate(alertAt, '2026-03-10T10:00:00.000Z', at)).toBe(expected);
  });

  it('has a title of one line, whatever the names hold', () => {
    const occasion = {
      scheduleId: 's',
      eventId: 'e',
      event: { name: 'Open\r\nBcc: all@example.com', from: '', to: '' },
      messageId: 'm',
      message: { category: 'reminder', message_body: 'Come' },
      entityName: undefined,
    };

    expect(emailOf(occasion).title).toBe('Open Bcc: all@example.com: reminder');
  });
});

describe('a care worker who is asleep', () => {
  const MORNING = '2026-03-10T05:00:00.000Z';
  it.each([
    ['an event later that day', '2026-03-10T06:00:00.000Z', MORNING],
    ['an event before she would know of it in time', '2026-03-10T05:59:00.000Z', undefined],
    ['an event that is on', '2026-03-09T20:00:00.000Z', undefined],
    ['an event that is over', '2026-03-09T10:00:00.000Z', MORNING],
  ])('is told of %s in the morning, or at once', (_, from, expected) => {
    const to = new Date(Date.parse(from) + 7_200_000).toISOString();

    expect(heldUntil(MORNING, { from, to }, '2026-03-09T21:00:00.000Z')).toBe(expected);
  });
});

describe('a reply', () => {
  const token = '7c0de1f2-4b8a-4a53-9d2c-5e7f90a1b2c3';
  it.each([
    [`event_id:1, subscriber_id:2,token:${token},status: No Show`, 'no show'],
    [`TOKEN:${token.toUpperCase()},Status:attended`, 'attended'],
    [`token:${token}`, 'acknowledged'],
    [`token:${token},status:`, 'acknowledged'],
  ])('is read from %s', (text, status) => {
    expect(replyIn(text)).toEqual({ token, status });
  });

  it.each(['status:attended', 'token:a2s3x2fer,status:attended', 'all is well', `:${token}`])('is not %s', (text) => {
    expect(replyIn(text)).toBeUndefined();
  });

  it.each([
    ['{"status":" Attended "}', 'attended'],
    ['{"status":""}', undefined],
    ['{"status":"a,token:b"}', undefined],
    ['{"status":1}', undefined],
    ['null', undefined],
    ['<html>', undefined],
  ])('%s to a question says %s', (body, status) => {
    expect(statusInAnswer(body)).toBe(status);
  });

  it('is asked for a quarter of an hour after the event, or after an alert that was later', () => {
    expect(askAtOf('2026-03-10T10:00:00.000Z', '2026-03-09T09:00:00.000Z')).toBe('2026-03-10T10:15:00.000Z');
    expect(askAtOf('2026-03-10T10:00:00.000Z', '2026-03-10T12:00:00.000Z')).toBe('2026-03-10T12:15:00.000Z');
  });
});
