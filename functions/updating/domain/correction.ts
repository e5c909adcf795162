import { CaseCorrected, CorrectionRefused, CorrectionRequested, PaymentAddressChanged, ReviewOpened } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { unchanged, type CaseFile, type Change, type Claim, type Context } from '../../casefile/files.ts';
import { Reviews, type Review } from '../../casefile/review.ts';
import { followingItems } from '../../care/domain/transfer-case.ts';
import { addDays } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { statusRefuses, type ProblemName } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { refuseFaults } from '../../registration/domain/plausibility.ts';
import { keys } from '../../table/keys.ts';
import { Corrections, type Correction, type FieldChange } from '../records.ts';
import { correctRecord, newFaults } from './corrected-record.ts';
import { placeOf } from './correction-fields.ts';

type Who = Pick<Context, 'at' | 'by' | 'causationId'>;

export interface CorrectionAnswer {
  readonly correctionId: string;
  readonly status: Correction['status'];
  readonly reviewId?: string;
}

/** The claim of an identity number that changes: the new number's hash, and that of the number it replaces. */
export interface ClaimMove {
  readonly kind: 'mother' | 'certificate';
  readonly newHash: string;
  readonly oldHash?: string;
}

const REFUSALS = { mother: 'MotherAlreadyRegistered', certificate: 'CertificateAlreadyRegistered' } as const satisfies Record<
  ClaimMove['kind'],
  ProblemName
>;

const policyFieldsOf = (file: CaseFile, programme: Programme, changes: readonly FieldChange[]): string[] => [
  ...new Set(changes.flatMap(({ field }) => placeOf(file, programme, field)?.policyField ?? [])),
];

const claimWrites = (moves: readonly ClaimMove[]) => ({
  claims: moves.map(({ kind, newHash }): Claim => ({ kind, hash: newHash, refusal: REFUSALS[kind] })),
  also: moves.flatMap(({ kind, oldHash }) => (oldHash === undefined ? [] : [{ remove: keys.claim(kind, oldHash) }])),
});

const factsOf = (correctionId: string, fields: string[]): readonly NewFact[] => [CaseCorrected.of({ correctionId, fields })];

/** Makes the changes of a correction. @throws {Problem} ImplausibleFact, StatusRefuses, and the claims' refusals at the commit */
export const applyCorrection = (
  file: CaseFile,
  programme: Programme,
  correction: Correction,
  moves: readonly ClaimMove[],
  { at, by }: Who,
): Change<CorrectionAnswer> => {
  const { correctionId, changes } = correction;
  if (file.root.status === 'exited') throw statusRefuses('correct the record', file.root.status, ['reversal']);
  const corrected = correctRecord(file, programme, changes);
  refuseFaults(newFaults(file, corrected, changes, programme, dayOf(programme, at)));
  const { root } = corrected;
  const hasNewAddress = changes.some(({ field }) => field === '/paymentAddress');
  return {
    root,
    put: [
      place(Corrections, { ...correction, status: 'applied', decidedAt: at, decidedBy: by }),
      ...corrected.put,
      ...(root.area === file.root.area ? [] : followingItems(file)),
    ],
    remove: corrected.remove,
    ...claimWrites(moves),
    facts: [
      ...factsOf(correctionId, policyFieldsOf(file, programme, changes)),
      ...(hasNewAddress && root.paymentAddress !== undefined ? [PaymentAddressChanged.of({ modality: root.paymentAddress.modality })] : []),
    ],
    answer: { correctionId, status: 'applied' },
  };
};

const readable = ({ sealed }: FieldChange, value: unknown): string | null => {
  if (sealed || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const reviewOf = (correction: Correction, file: CaseFile, programme: Programme, at: string, by: string): Review => ({
  reviewId: derivedId('review', 'correction', correction.correctionId),
  kind: 'correction',
  status: 'open',
  openedAt: at,
  dueOn: addDays(dayOf(programme, at), programme.operations.review.eligibilityDueDays),
  options: ['approve', 'refuse'],
  differences: correction.changes.map((change) => ({
    field: change.field,
    source: 'correction',
    registered: readable(change, change.before),
    found: readable(change, change.after),
  })),
  about: { correctionId: correction.correctionId, fields: policyFieldsOf(file, programme, correction.changes) },
  openedBy: by,
  secondPerson: true,
});

/** Keeps a correction until a second person has agreed to it. @throws {Problem} ImplausibleFact, StatusRefuses */
export const requestCorrection = (
  file: CaseFile,
  programme: Programme,
  correction: Correction,
  { at, by }: Who,
): Change<CorrectionAnswer> => {
  const { correctionId, changes } = correction;
  if (file.root.status === 'exited') throw statusRefuses('correct the record', file.root.status, ['reversal']);
  refuseFaults(newFaults(file, correctRecord(file, programme, changes), changes, programme, dayOf(programme, at)));
  const review = reviewOf(correction, file, programme, at, by);
  const { reviewId, kind, dueOn } = review;
  return {
    put: [place(Corrections, { ...correction, status: 'requested', reviewId }), place(Reviews, review)],
    facts: [
      CorrectionRequested.of({ correctionId, fields: policyFieldsOf(file, programme, changes) }),
      ReviewOpened.of({ reviewId, kind, dueOn }),
    ],
    answer: { correctionId, status: 'requested', reviewId },
  };
};

/** Closes a correction that is not made: refused by a person, or found to be impossible when it was to be made. */
export const refuseCorrection = (correction: Correction, because: string | undefined, { at, by }: Who): Change<CorrectionAnswer> => {
  const { correctionId, status } = correction;
  if (status !== 'requested') return unchanged({ correctionId, status });
  const refused: Correction = {
    ...correction,
    status: 'refused',
    decidedAt: at,
    decidedBy: by,
    ...(because === undefined ? {} : { refusedBecause: because }),
  };
  return {
    put: [place(Corrections, refused)],
    facts: [CorrectionRefused.of({ correctionId })],
    answer: { correctionId, status: 'refused' },
  };
};
