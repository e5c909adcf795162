import { AlertPreference, TargetCategory, waysOf } from '../../../functions/govstack/scheduler/domain/alert-fields.ts';
import { emailOf, isTooLate } from '../../../functions/govstack/scheduler/domain/alerts.ts';

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
    expect([AlertPreference.safeParse('phone, email').success, AlertPreference.safeParse('email or phone').success]).toEqual([true, false]);
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
