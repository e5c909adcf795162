import {
  AccessesTold,
  AccessOpened,
  AccountCodeRequested,
  AccountLinkRequested,
  AlertAccepted,
  AppealDismissed,
  AppealLodged,
  BereavementOffered,
  BereavementTextDue,
  BirthRegistrationRequested,
  CaregiverAsked,
  CaregiverConsented,
  CaseCorrected,
  CaseExited,
  CaseReinstated,
  CaseTransferred,
  ChildDied,
  ConsentAsked,
  ConsentDeclined,
  ConsentGiven,
  ConsentWithdrawalAsked,
  ConsentWithdrawalSettled,
  ContactFellDue,
  ContactMissed,
  ContactOverdue,
  ContactReminderDue,
  CorrectionRefused,
  CorrectionRequested,
  DoseFellDue,
  DoseOverdue,
  EligibilityDecided,
  ErasureAsked,
  ErasureCancelled,
  ErasureScheduled,
  GrievanceClosed,
  GrievanceOpened,
  LossHeard,
  MessagesMuted,
  MessagesResumed,
  MotherAdvised,
  MotherAsked,
  MotherEnrolled,
  MotherRegistered,
  PaymentConfirmed,
  PaymentFailed,
  PaymentReturned,
  PersonReplied,
  PhoneChangeAsked,
  PhoneChangeConfirmed,
  PhoneChangeEnded,
  PregnancyLost,
  ReceiptAffirmed,
  ReferralAccepted,
  ReferralCompleted,
  ReferralUnconfirmed,
  ReviewOpened,
  ScreenCompleted,
  ScreenDeclined,
  ScreenExpired,
  ScreenItemAsked,
  ScreenOffered,
  TextReceived,
  VisitAffirmed,
  VisitDenied,
  WithdrawalCodeRequested,
} from '../../../events/catalogue.ts';
import type { Fact } from '../../../events/fact.ts';
import type * as z from 'zod';
import { Children } from '../../casefile/case.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf } from '../../casefile/files.ts';
import { addDays, parsePlainDate } from '../../kernel/dates.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import {
  answering,
  askOfContact,
  dated,
  dayInWords,
  named,
  numbered,
  ofContact,
  ofProgramme,
  paid,
  referenceOf,
  workerOf,
  type Telling,
  type Wording,
} from '../domain/compose.ts';
import { ineligibleWording } from '../domain/ineligible.ts';
import { tell, type TellNeeds } from '../send.ts';
import { advised } from '../domain/advised.ts';
import { accountLink, forPerson, looked, replied } from '../domain/answers.ts';
import { ofReferral } from '../domain/of-referral.ts';
import { phoneAsked, phoneConfirmed } from '../domain/phone-change.ts';
import { itemWording, offerWording, thanksWording } from '../domain/screening.ts';

type DataOf<F> = F extends Fact<infer Data> ? z.infer<Data> : never;

/** What a mother is told when a fact arrives; undefined tells her nothing. */
const telling = <F extends Fact<z.ZodObject>>(
  needs: TellNeeds,
  fact: F,
  compose: (data: DataOf<F>, telling: Telling) => Wording | undefined,
): Subscription =>
  on(fact, `Tell${fact.detailType}`, ({ metadata, data }, context) =>
    tell(needs, metadata.caseId, context, (known) => compose(data as DataOf<F>, known)),
  );

/** The same, told to the phone that she asked for. */
const tellingNewPhone = <F extends Fact<z.ZodObject>>(
  needs: TellNeeds,
  fact: F,
  compose: (data: DataOf<F>, telling: Telling) => Wording,
): Subscription =>
  on(fact, `TellNewPhone${fact.detailType}`, ({ metadata, data }, context) =>
    tell(needs, metadata.caseId, context, (known) => ({ ...compose(data as DataOf<F>, known), group: { newPhone: true } })),
  );

interface PaidLine {
  readonly payee: string;
  readonly amountMinor: number;
  readonly currency: string;
}

const toMother =
  (template: 'paymentConfirmed' | 'paymentFailed' | 'paymentReturned') =>
  ({ payee, amountMinor, currency }: PaidLine, known: Telling): Wording | undefined =>
    payee === 'mother' ? paid(template, amountMinor, currency, known) : undefined;

/** The texts that a bereaved mother said yes to, in their order. */
const BEREAVEMENT_SET = ['bereavementFirst', 'bereavementSecond', 'bereavementThird'] as const;

interface ChildsDay {
  readonly childId: string;
  readonly dueOn: string;
}

/** Nothing is said of a child that died since. */
const ofLivingChild = (template: 'doseDue' | 'doseOverdue', { childId, dueOn }: ChildsDay, known: Telling): Wording | undefined =>
  allOf(known.file, Children).some((child) => child.childId === childId && child.diedOn === undefined)
    ? dated(template, dueOn, { childId }, known)
    : undefined;

interface Loss {
  readonly on: string;
  readonly bereaved?: boolean | undefined;
}

/** Once, when the loss becomes known, and not of one that was long ago: a person speaks with her. */
const bereavedWording = ({ on: lostOn, bereaved }: Loss, known: Telling): Wording | undefined => {
  const { programme, at } = known;
  const lastDay = addDays(parsePlainDate(lostOn), programme.operations.loss.bereavement.tellWithinDays);
  return bereaved === true && dayOf(programme, at) <= lastDay ? ofProgramme('bereaved', known) : undefined;
};

const REVIEW_TEXTS: Readonly<Record<string, 'verificationReview'>> = { verification: 'verificationReview' };

/** Every fact that a mother is told of, and how. */
export const tellMother = (needs: TellNeeds): readonly Subscription[] => [
  telling(needs, MotherRegistered, (_, known) => numbered('registrationReceived', known)),
  telling(needs, ReviewOpened, ({ kind, reviewId }, known) => {
    if (kind === 'message') return forPerson(reviewId, known);
    const template = REVIEW_TEXTS[kind];
    return template === undefined ? undefined : numbered(template, known);
  }),
  telling(needs, BirthRegistrationRequested, ({ childId }, known) => ({
    ...numbered('birthRegistrationStarted', known),
    group: { childId },
  })),
  telling(needs, EligibilityDecided, ({ outcome, decidedBy, decisionId }, known) => {
    if (decidedBy === 'appeal') return { template: 'appealDecided', variables: { number: referenceOf(known.file), result: outcome } };
    return outcome === 'eligible' ? named('eligible', known) : ineligibleWording(decisionId, known);
  }),
  telling(needs, AppealDismissed, (_, known) => ({
    template: 'appealDecided',
    variables: { number: referenceOf(known.file), result: 'ineligible' },
  })),
  telling(needs, AppealLodged, (_, known) => numbered('appealReceived', known)),
  telling(needs, MotherEnrolled, (_, known) => ({
    template: 'enrolled',
    variables: { ...named('enrolled', known).variables, worker: workerOf(known.file) },
  })),
  telling(needs, DoseFellDue, (data, known) => ofLivingChild('doseDue', data, known)),
  telling(needs, DoseOverdue, (data, known) => ofLivingChild('doseOverdue', data, known)),
  telling(needs, ContactFellDue, (contact, known) => ofContact('contactReminder', contact, known)),
  telling(needs, ContactReminderDue, (contact, known) => ofContact('contactReminderAgain', contact, known)),
  telling(needs, ContactOverdue, askOfContact),
  telling(needs, ContactMissed, (contact, known) => ofContact('contactMissed', contact, known)),
  telling(needs, PaymentConfirmed, toMother('paymentConfirmed')),
  telling(needs, PaymentFailed, toMother('paymentFailed')),
  telling(needs, PaymentReturned, toMother('paymentReturned')),
  telling(needs, WithdrawalCodeRequested, ({ challengeId }) => ({
    template: 'withdrawalCode',
    variables: { code: `challenge:${challengeId}` },
  })),
  telling(needs, AccountCodeRequested, ({ challengeId }) => ({ template: 'accountCode', variables: { code: `challenge:${challengeId}` } })),
  telling(needs, GrievanceOpened, (_, known) => ({
    template: 'grievanceReceived',
    variables: { number: referenceOf(known.file), days: String(known.programme.operations.grievances.dueDays) },
  })),
  telling(needs, GrievanceClosed, (_, known) => numbered('grievanceClosed', known)),
  telling(needs, CaseTransferred, (_, known) => ({ template: 'transferred', variables: { worker: workerOf(known.file) } })),
  telling(needs, CaseCorrected, (_, known) => numbered('correctionApplied', known)),
  telling(needs, CorrectionRefused, (_, known) => ({
    template: 'correctionRefused',
    variables: { number: referenceOf(known.file), reason: '-' },
  })),
  telling(needs, CaseExited, ({ reason, messages }, known) => {
    // she was told the day when she asked for it
    if (reason === 'forgotten') return undefined;
    // she was told when the loss became known
    return messages === 'bereavement' ? undefined : named('exited', known);
  }),
  telling(needs, ChildDied, bereavedWording),
  telling(needs, PregnancyLost, bereavedWording),
  telling(needs, CaseReinstated, (_, known) => named('reinstated', known)),
  telling(needs, LossHeard, (_, known) => ofProgramme('lossHeard', known)),
  telling(needs, BereavementOffered, (_, known) => ofProgramme('bereavementOffer', known)),
  telling(needs, BereavementTextDue, ({ place }) => {
    const template = BEREAVEMENT_SET[place - 1];
    return template === undefined ? undefined : { template, variables: {} };
  }),
  telling(needs, CaregiverAsked, (_, known) => ({ ...ofProgramme('caregiverAsked', known), group: { caregiver: true } })),
  telling(needs, CaregiverConsented, (_, known) => ({ ...ofProgramme('caregiverConsented', known), group: { caregiver: true } })),
  telling(needs, ErasureAsked, (_, known) => ({
    template: 'forgetConfirm',
    variables: { programme: known.programme.name, days: String(known.programme.operations.loss.erasure.confirmWithinDays) },
  })),
  telling(needs, ErasureScheduled, ({ on: day }, known) => ({
    template: 'forgetPlanned',
    variables: { programme: known.programme.name, date: dayInWords(day, known.file.root.language) },
  })),
  telling(needs, ErasureCancelled, (_, known) => ofProgramme('forgetCancelled', known)),
  telling(needs, AlertAccepted, ({ kind }, { programme }) =>
    programme.operations.alerts.tellMother.some((told) => told === kind) ? { template: 'alertAccepted', variables: {} } : undefined,
  ),
  telling(needs, MessagesMuted, ({ topic, by }, { programme }) =>
    by === 'mother' ? { template: topic === undefined ? 'stopped' : 'stoppedSome', variables: { programme: programme.name } } : undefined,
  ),
  telling(needs, MessagesResumed, (_, { programme }) => ({ template: 'resumed', variables: { programme: programme.name } })),
  telling(needs, ReferralAccepted, ({ referralId }, known) => ofReferral('referralAccepted', referralId, known)),
  telling(needs, ReferralCompleted, ({ referralId }, known) => ofReferral('referralConfirm', referralId, known)),
  telling(needs, ReferralUnconfirmed, ({ referralId }, known) => ofReferral('referralConfirm', referralId, known)),
  telling(needs, ScreenOffered, offerWording),
  telling(needs, ScreenItemAsked, itemWording),
  telling(needs, ScreenDeclined, () => ({ template: 'screenDeclined', variables: {} })),
  telling(needs, ScreenExpired, ({ because }) => (because === 'notUnderstood' ? { template: 'screenDeclined', variables: {} } : undefined)),
  telling(needs, ScreenCompleted, thanksWording),
  telling(needs, MotherAdvised, ({ advice }, known) => advised(advice, known)),
  telling(needs, MotherAsked, ({ again }) => ({ template: again ? 'measureMissed' : 'measureNow', variables: {} })),
  telling(needs, TextReceived, ({ intent }, { file }) =>
    intent === 'help' ? { template: 'textHelp', variables: { worker: workerOf(file) } } : undefined,
  ),
  telling(needs, PersonReplied, ({ replyId }, known) => replied(replyId, known)),
  telling(needs, AccessesTold, ({ looks, byStaff, lastOn }, known) => looked(looks, byStaff, lastOn, known)),
  telling(needs, AccountLinkRequested, ({ link, challengeId }, known) => accountLink(link, challengeId, known)),
  telling(needs, ConsentAsked, (_, { programme }) => ({ template: 'consentAsk', variables: { programme: programme.name } })),
  telling(needs, ConsentDeclined, () => ({ template: 'consentDeclined', variables: {} })),
  telling(needs, ConsentWithdrawalAsked, (_, known) => ofProgramme('consentWithdrawAsk', known)),
  telling(needs, ConsentWithdrawalSettled, ({ outcome }, known) =>
    outcome === 'withdrawn' ? ofProgramme('consentWithdrawn', known) : { template: 'consentKept', variables: {} },
  ),
  telling(needs, ConsentGiven, ({ method }, { programme }) =>
    method === 'sms' ? { template: 'consentRecorded', variables: { programme: programme.name } } : undefined,
  ),
  telling(needs, CorrectionRequested, ({ fields }, known) =>
    fields.includes('mother.phone') ? numbered('phoneChangeAsked', known) : undefined,
  ),
  telling(needs, PhoneChangeAsked, phoneAsked),
  tellingNewPhone(needs, PhoneChangeAsked, ({ changeId }, { programme }) => ({
    template: 'phoneCode',
    variables: { programme: programme.name, code: `challenge:${changeId}` },
  })),
  telling(needs, PhoneChangeConfirmed, phoneConfirmed),
  tellingNewPhone(needs, PhoneChangeConfirmed, ({ dueAt }, known) => ({
    template: 'phoneAnswered',
    variables: { date: dayInWords(dayOf(known.programme, dueAt), known.file.root.language) },
  })),
  telling(needs, PhoneChangeEnded, () => ({ template: 'phoneKept', variables: {} })),
  telling(needs, VisitAffirmed, (_, known) => ({ template: 'visitThanks', variables: {}, group: answering(known) })),
  telling(needs, VisitDenied, (_, known) => ({
    template: 'visitChased',
    variables: { worker: workerOf(known.file) },
    group: answering(known),
  })),
  telling(needs, ReceiptAffirmed, () => ({ template: 'receiptThanks', variables: {} })),
  telling(needs, AccessOpened, (_, known) => numbered('accessOpened', known)),
];
