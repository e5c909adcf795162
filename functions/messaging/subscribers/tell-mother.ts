import {
  AccountCodeRequested,
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
  ContactFellDue,
  ContactMissed,
  ContactReminderDue,
  CorrectionRefused,
  EligibilityDecided,
  ErasureAsked,
  ErasureCancelled,
  ErasureScheduled,
  GrievanceClosed,
  GrievanceOpened,
  LossHeard,
  MotherEnrolled,
  MotherRegistered,
  PaymentConfirmed,
  PaymentFailed,
  PaymentReturned,
  ReviewOpened,
  WithdrawalCodeRequested,
} from '../../../events/catalogue.ts';
import type { Fact } from '../../../events/fact.ts';
import { ChildId } from '../../kernel/ids.ts';
import type * as z from 'zod';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import {
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
import { tell, type SendNeeds } from '../send.ts';

type DataOf<F> = F extends Fact<infer Data> ? z.infer<Data> : never;

/** What a mother is told when a fact arrives; undefined tells her nothing. */
const telling = <F extends Fact<z.ZodObject>>(
  needs: SendNeeds,
  fact: F,
  compose: (data: DataOf<F>, telling: Telling) => Wording | undefined,
): Subscription =>
  on(fact, `Tell${fact.detailType}`, ({ metadata, data }, context) =>
    tell(needs, metadata.caseId, context, (known) => compose(data as DataOf<F>, known)),
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

const REVIEW_TEXTS: Readonly<Record<string, 'verificationReview'>> = { verification: 'verificationReview' };

/** Every fact that a mother is told of, and how. */
export const tellMother = (needs: SendNeeds): readonly Subscription[] => [
  telling(needs, MotherRegistered, (_, known) => numbered('registrationReceived', known)),
  telling(needs, ReviewOpened, ({ kind }, known) => {
    const template = REVIEW_TEXTS[kind];
    return template === undefined ? undefined : numbered(template, known);
  }),
  telling(needs, BirthRegistrationRequested, ({ childId }, known) => ({
    ...numbered('birthRegistrationStarted', known),
    about: { childId: ChildId.parse(childId) },
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
  telling(needs, ContactFellDue, (contact, known) => ofContact('contactReminder', contact, known)),
  telling(needs, ContactReminderDue, (contact, known) => ofContact('contactReminder', contact, known)),
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
    return messages === 'bereavement' ? ofProgramme('exitedBereaved', known) : named('exited', known);
  }),
  telling(needs, CaseReinstated, (_, known) => named('reinstated', known)),
  telling(needs, LossHeard, (_, known) => ofProgramme('lossHeard', known)),
  telling(needs, BereavementOffered, (_, known) => ofProgramme('bereavementOffer', known)),
  telling(needs, BereavementTextDue, ({ place }) => {
    const template = BEREAVEMENT_SET[place - 1];
    return template === undefined ? undefined : { template, variables: {} };
  }),
  telling(needs, CaregiverAsked, (_, known) => ({ ...ofProgramme('caregiverAsked', known), about: 'caregiver' })),
  telling(needs, CaregiverConsented, (_, known) => ({ ...ofProgramme('caregiverConsented', known), about: 'caregiver' })),
  telling(needs, ErasureAsked, (_, known) => ({
    template: 'forgetConfirm',
    variables: { programme: known.programme.name, days: String(known.programme.operations.loss.erasure.confirmWithinDays) },
  })),
  telling(needs, ErasureScheduled, ({ on: day }, known) => ({
    template: 'forgetPlanned',
    variables: { programme: known.programme.name, date: dayInWords(day, known.file.root.language) },
  })),
  telling(needs, ErasureCancelled, (_, known) => ofProgramme('forgetCancelled', known)),
];
