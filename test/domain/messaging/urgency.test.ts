import fc from 'fast-check';
import { Consents, type CaseRoot } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { denialOf } from '../../../functions/messaging/domain/permission.ts';
import { waitsUntil } from '../../../functions/messaging/domain/quiet-hours.ts';
import { Mutes, type Mute } from '../../../functions/messaging/records.ts';
import type { MessageTemplateId } from '../../../functions/policy/schema/message-templates.ts';
import { aFile, shippedProgrammes } from '../../support/builders.ts';

const programme = shippedProgrammes.get('DEFAULT');
const { messages, texting } = programme.operations;

/** What a mother is told to do about a danger. */
const DANGER: readonly MessageTemplateId[] = ['goNow', 'goToday', 'readingRepeat', 'readingAgain', 'unknownDanger', 'whichMotherNow'];

/** What comes because she, or somebody with her phone, has just written or asked for it, or because somebody comes about a danger. */
const ANSWERS: readonly MessageTemplateId[] = [
  'phoneKept',
  'phoneAnswered',
  'phoneConfirmed',
  'phoneCodeWrong',
  'phoneCode',
  'phoneCodeSent',
  'consentKept',
  'consentWithdrawn',
  'consentWithdrawAsk',
  'screenAgain',
  'forgetCancelled',
  'forgetConfirm',
  'forgetPlanned',
  'lossHeard',
  'accessesNone',
  'accessesTold',
  'accountCode',
  'accountLink',
  'accountNone',
  'alertAccepted',
  'consentAsk',
  'consentDeclined',
  'consentRecorded',
  'grievanceReceived',
  'organisationHelp',
  'personReply',
  'phoneChangeAsked',
  'preConsent',
  'preDate',
  'preDone',
  'preName',
  'prePlace',
  'preStopped',
  'readingContact',
  'readingNoted',
  'receiptThanks',
  'resumed',
  'screenDeclined',
  'screenQuestion',
  'screenThanks',
  'screenThanksCall',
  'stopped',
  'stoppedSome',
  'textForPerson',
  'textHelp',
  'unknownHelp',
  'visitChased',
  'visitThanks',
  'whichMother',
  'withdrawalCode',
];

/** What keeps until the morning: money, decisions, education, visits, surveys that nobody has begun. */
const CAN_WAIT: readonly MessageTemplateId[] = [
  'bereavementFirst',
  'bereavementOffer',
  'bereavementSecond',
  'bereavementThird',
  'caregiverAsked',
  'caregiverConsented',
  'accessOpened',
  'appealDecided',
  'appealReceived',
  'birthRegistrationStarted',
  'campaign',
  'contactAsk',
  'contactMissed',
  'contactReminder',
  'contactReminderAgain',
  'correctionApplied',
  'correctionRefused',
  'doseDue',
  'doseOverdue',
  'education',
  'eligible',
  'enrolled',
  'exited',
  'bereaved',
  'grievanceClosed',
  'ineligible',
  'measureMissed',
  'measureNow',
  'paymentConfirmed',
  'paymentFailed',
  'paymentReturned',
  'referralAccepted',
  'referralConfirm',
  'registrationReceived',
  'reinstated',
  'screenInvitation',
  'screenOffer',
  'transferred',
  'verificationReview',
];

const MIDNIGHT = '2026-03-01T00:30:00.000Z';

describe('a text of the default programme', () => {
  it.each([...DANGER, ...ANSWERS])('goes at any hour: %s', (template) => {
    expect(messages[template].urgency).toBe('now');
    expect(waitsUntil(programme, template, 'north-1', MIDNIGHT)).toBeUndefined();
  });

  it.each(CAN_WAIT)('waits for the morning: %s', (template) => {
    expect(messages[template].urgency).not.toBe('now');
    expect(waitsUntil(programme, template, 'north-1', MIDNIGHT)).toBe('2026-03-01T08:00:00.000Z');
  });

  it('is one or the other', () => {
    expect([...DANGER, ...ANSWERS, ...CAN_WAIT].toSorted()).toEqual(Object.keys(messages).toSorted());
  });
});

describe('what she has to do about a danger', () => {
  const mutes: fc.Arbitrary<Mute | undefined> = fc.option(
    fc.record({
      all: fc.boolean(),
      topics: fc.subarray(texting.topics.map(({ id }) => id)),
      since: fc.constant(MIDNIGHT),
      by: fc.constant('mother' as const),
    }),
    { nil: undefined },
  );
  const cases = fc.record({
    mute: mutes,
    mode: fc.constantFrom<CaseRoot['messages']>('all', 'motherOnly', 'bereavement', 'none'),
    status: fc.constantFrom<CaseRoot['status']>('registered', 'enrolled', 'refused', 'exited'),
    consented: fc.boolean(),
  });

  it('passes every mute, whatever became of the case and of her consent to texts', () => {
    fc.assert(
      fc.property(fc.constantFrom(...DANGER), cases, (template, { mute, mode, status, consented }) => {
        const put = mute === undefined ? [] : [place(Mutes, mute)];
        const { root, items } = aFile({ root: { messages: mode, status }, put });
        const purposes = consented ? ['messages'] : ['programme'];
        const file = { root, items: items.map((item) => (item.entity === Consents.name ? { ...item, purposes } : item)) };

        expect(denialOf(file, template, programme)).toBeUndefined();
      }),
    );
  });
});
