import {
  PaymentAddressChanged,
  PaymentAddressConfirmed,
  PaymentAddressRefused,
  ReviewDecided,
  ReviewOpened,
} from '../../../events/catalogue.ts';
import type { CaseRoot } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { Reviews, type Review } from '../../casefile/review.ts';
import { nextTry, noLongerWaiting, Waitings } from '../../casefile/waiting.ts';
import { addDays } from '../../kernel/dates.ts';
import { derivedCode, derivedId } from '../../kernel/ids.ts';
import { statusRefuses } from '../../kernel/problem.ts';
import type { PaymentModality } from '../../partners/payment-rail.ts';
import type { Programme } from '../../policy/programme.ts';
import { AddressChecks } from '../records.ts';

export interface PaymentAddress {
  readonly modality: PaymentModality;
  readonly address: string;
}

/** What became of the payment address; `notNeeded` where the programme pays nothing to mothers. */
export type AddressState = 'notNeeded' | 'missing' | 'confirmed' | 'refused' | 'unconfirmed';

/** What the rail says of an address. */
export type Finding =
  { readonly found: 'confirmed' } | { readonly found: 'refused'; readonly reason: string } | { readonly found: 'pending' };

/** The programme's version that was decided by pays money to mothers. */
export const paysMothers = ({ versions }: Programme, { decision }: Pick<CaseRoot, 'decision'>): boolean => {
  const decided = versions.filter(({ id }) => id === decision?.policyVersion);
  return (decided.length > 0 ? decided : versions).some(({ entitlements }) =>
    entitlements.some(({ payee, inKind }) => payee === 'mother' && !inKind),
  );
};

/** Names one question to the rail: the same address of the same case always has the same one. 12 characters. */
export const correlationIdOf = (caseId: string, { modality, address }: PaymentAddress): string =>
  derivedCode(12, 'address', caseId, modality, address);

const isSame = ({ paymentAddress }: CaseRoot, { modality, address }: PaymentAddress): boolean =>
  paymentAddress?.modality === modality && paymentAddress.address === address;

const isOpenAddressReview = ({ kind, status }: Review): boolean => kind === 'paymentAddress' && status === 'open';

/** Asks a person to ask the mother; one question at a time. */
const reviewParts = (file: CaseFile, programme: Programme, reason: string, context: Context) => {
  if (allOf(file, Reviews).some(isOpenAddressReview)) return { put: [], facts: [] };
  const review: Review = {
    reviewId: derivedId('review', 'paymentAddress', file.root.caseId, context.causationId),
    kind: 'paymentAddress',
    status: 'open',
    openedAt: context.at,
    dueOn: addDays(dayOf(programme, context.at), programme.operations.payment.approvalDueDays),
    options: ['askAgain', 'noAddress'],
    differences: [],
    about: { reason },
    openedBy: context.by,
    secondPerson: false,
  };
  return {
    put: [place(Reviews, review)],
    facts: [ReviewOpened.of({ reviewId: review.reviewId, kind: review.kind, dueOn: review.dueOn })],
  };
};

/** She has told no address: a person asks her, and payments wait. */
export const decideMissing = (file: CaseFile, programme: Programme, context: Context): Change<AddressState> => {
  const parts = reviewParts(file, programme, 'missing', context);
  return { ...parts, remove: noLongerWaiting(file, 'paymentAddress'), answer: 'missing' };
};

/** Keeps what the rail said of an address, unless she has changed it meanwhile. */
export const decideFinding = (
  file: CaseFile,
  programme: Programme,
  asked: PaymentAddress,
  finding: Finding,
  context: Context,
): Change<AddressState> => {
  const { root } = file;
  if (!isSame(root, asked)) return unchanged('unconfirmed');
  const settled = (state: 'confirmed' | 'refused') => ({
    root: { ...root, paymentAddress: { ...asked, state } },
    remove: noLongerWaiting(file, 'paymentAddress'),
    answer: state,
  });
  switch (finding.found) {
    case 'confirmed':
      if (root.paymentAddress?.state === 'confirmed') return unchanged('confirmed');
      // the rail may still call back that it could not register her
      return {
        ...settled('confirmed'),
        put: [place(AddressChecks, { correlationId: correlationIdOf(root.caseId, asked), askedAt: context.at })],
        facts: [PaymentAddressConfirmed.of({ modality: asked.modality })],
      };
    case 'refused': {
      if (root.paymentAddress?.state === 'refused') return unchanged('refused');
      const { put, facts } = reviewParts(file, programme, finding.reason, context);
      return { ...settled('refused'), put, facts: [PaymentAddressRefused.of({ reason: finding.reason }), ...facts] };
    }
    case 'pending':
      return {
        put: [
          place(AddressChecks, { correlationId: correlationIdOf(root.caseId, asked), askedAt: context.at }),
          place(Waitings, nextTry(file, 'paymentAddress', 'pending', context.at)),
        ],
        answer: 'unconfirmed',
      };
  }
};

/** The rail cannot be asked now: the update sweep does it tomorrow. */
export const decideUnconfirmed = (file: CaseFile, reason: string, { at }: Context): Change<AddressState> =>
  file.root.paymentAddress?.state === 'confirmed'
    ? unchanged('confirmed')
    : { put: [place(Waitings, nextTry(file, 'paymentAddress', reason, at))], answer: 'unconfirmed' };

/**
 * She wants to be paid elsewhere. Nothing is paid there before the rail has confirmed it; whoever was to ask her need not any more.
 * @throws {Problem} StatusRefuses
 */
export const decideAddressChange = (file: CaseFile, wanted: PaymentAddress, { at, by }: Context): Change<{ state: string }> => {
  const { root } = file;
  if (root.status === 'exited' || root.status === 'refused') throw statusRefuses('change the payment address', root.status, ['any other']);
  if (isSame(root, wanted) && root.paymentAddress !== undefined && root.paymentAddress.state !== 'refused')
    return unchanged({ state: root.paymentAddress.state });
  const open = allOf(file, Reviews).filter(isOpenAddressReview);
  const decision = 'newAddress';
  return {
    root: { ...root, paymentAddress: { ...wanted, state: 'unconfirmed' } },
    put: open.map((review) => place(Reviews, { ...review, status: 'decided', decision, decidedBy: by, decidedAt: at })),
    facts: [
      PaymentAddressChanged.of({ modality: wanted.modality }),
      ...open.map(({ reviewId, kind }) => ReviewDecided.of({ reviewId, kind, decision })),
    ],
    answer: { state: 'unconfirmed' },
  };
};

/** A person says that the address is right after all, and has the rail asked again. */
export const decideAskAgain = (file: CaseFile, reviewId: string): Change<void> => {
  const { root } = file;
  const review = findOf(file, Reviews, (one) => one.reviewId === reviewId);
  if (review?.decision !== 'askAgain' || root.paymentAddress === undefined || root.status === 'exited') return unchanged(undefined);
  return {
    root: { ...root, paymentAddress: { ...root.paymentAddress, state: 'unconfirmed' } },
    facts: [PaymentAddressChanged.of({ modality: root.paymentAddress.modality })],
    answer: undefined,
  };
};
