import { denialOf } from '../../../functions/messaging/domain/permission.ts';
import { waitsUntil } from '../../../functions/messaging/domain/quiet-hours.ts';
import { aFile, shippedProgrammes } from '../../support/builders.ts';

const programme = shippedProgrammes.get('DEFAULT');
const { alerts, messages } = programme.operations;
/** In the middle of the default programme's quiet hours, wherever its zone lies within an hour of UTC. */
const NIGHT = '2026-03-01T01:30:00.000Z';

describe('the word that somebody knows', () => {
  it('does not wait for the morning, where a reminder does', () => {
    expect(waitsUntil(programme, 'contactReminder', 'north-1', NIGHT)).toMatch(/^2026-03-01T/);
    expect(waitsUntil(programme, 'alertAccepted', 'north-1', NIGHT)).toBeUndefined();
  });

  it('is not sent after alerts that would endanger her on a shared phone, or that she does not know of', () => {
    expect(alerts.tellMother).not.toContain('abuse');
    expect(alerts.tellMother).not.toContain('silence');
    expect(alerts.tellMother).toContain('bloodPressure');
  });

  it('reaches her after a loss too, and not when she wants no messages', () => {
    expect(denialOf(aFile({ root: { messages: 'bereavement' } }), 'alertAccepted', programme)).toBeUndefined();
    expect(denialOf(aFile({ root: { messages: 'none' } }), 'alertAccepted', programme)).toBe('muted');
  });

  it('names no ailment, in any of its languages', () => {
    const { texts } = messages.alertAccepted;

    expect(Object.keys(texts).sort()).toEqual(['ar', 'en', 'fr', 'hi', 'sw']);
    expect(texts['en']).not.toMatch(/pressure|mood|baby|pregnan|danger|abuse/i);
  });
});
