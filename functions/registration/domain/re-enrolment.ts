import { ConsentGiven } from '../../../events/catalogue.ts';
import type { CaseRoot, Consent } from '../../casefile/case.ts';
import type { CaseFile, Change } from '../../casefile/files.ts';
import { daysBetween } from '../../kernel/dates.ts';
import { CaseId, derivedId } from '../../kernel/ids.ts';
import { implausible, Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { openCase, type Registrar, type RegistrationAnswer, type SealedChild, type SealedIdentity } from './register.ts';
import type { RegistrationRequest } from './request.ts';
import { keys } from '../../table/keys.ts';

/** The facts of the new pregnancy; everything of the mother herself is carried over. */
export type ReEnrolmentRequest = Pick<RegistrationRequest, 'children' | 'applicant' | 'pregnancy'> & {
  readonly area?: string | undefined;
  readonly language?: string | undefined;
};

export interface ReEnrolmentParts {
  readonly request: ReEnrolmentRequest;
  readonly programme: Programme;
  readonly registrar: Registrar;
  readonly consent: Consent;
  /** Whether the consent was given for this case, or is the one of the case before. */
  readonly isNewConsent: boolean;
  readonly motherIdentity?: SealedIdentity;
  readonly childIdentities: readonly SealedChild[];
  readonly phoneHash?: string;
}

/** A case has one successor: the mother's next pregnancy. */
export const successorIdOf = (caseId: string): CaseId => CaseId.parse(derivedId('reenrolment', caseId));

/** Births of two pregnancies lie at least so far apart. @source WHO: 22 completed weeks, less the two before conception, as the lower limit of a birth */
const SHORTEST_PREGNANCY_DAYS = 140;

const refusePregnancy = ({ root }: CaseFile, { pregnancy, children }: ReEnrolmentRequest): void => {
  if (root.mother.diedOn !== undefined)
    throw new Problem('StatusRefuses', 'the death of this mother is recorded', { currentStatus: root.status, allowed: ['reversal'] });
  const { endedOn } = root.pregnancy;
  if (endedOn === undefined)
    throw statusRefuses('enrol the mother for another pregnancy while this one lasts', root.status, ['after the birth or the loss']);
  const lastPeriod = pregnancy?.lastMenstrualPeriodOn;
  if (lastPeriod !== undefined && lastPeriod <= endedOn)
    throw implausible('/pregnancy/lastMenstrualPeriodOn', 'lies before the end of the pregnancy before');
  const tooSoon = children.findIndex(({ bornOn }) => daysBetween(endedOn, bornOn) < SHORTEST_PREGNANCY_DAYS);
  if (tooSoon !== -1) throw implausible(`/children/${String(tooSoon)}/bornOn`, 'lies too soon after the end of the pregnancy before');
};

const requestOf = ({ root }: CaseFile, { request, consent }: ReEnrolmentParts): RegistrationRequest => {
  const { nationalId: _number, diedOn: _day, birthDate, ...mother } = root.mother;
  const { paymentAddress } = root;
  return {
    programme: root.programme,
    area: request.area ?? root.area,
    language: request.language ?? root.language,
    mother: { ...mother, birthDate },
    pregnancy: request.pregnancy,
    children: request.children,
    // the consent itself is handed over as a record
    consent: { method: 'digital', attestedBy: consent.consentId, purposes: [] },
    applicant: request.applicant,
    ...(paymentAddress === undefined ? {} : { paymentAddress: { modality: paymentAddress.modality, address: paymentAddress.address } }),
  };
};

/**
 * Opens the case of a mother's next pregnancy: the same person, with her number's claim moved to the new case in the same transaction. Facts
 * that a programme asks for are told anew, since they change with each birth.
 * @throws {Problem} StatusRefuses, ImplausibleFact
 */
export const openNextCase = (
  file: CaseFile,
  parts: ReEnrolmentParts,
): { root: CaseRoot; change: Omit<Change<RegistrationAnswer>, 'root'> } => {
  const { root: before } = file;
  refusePregnancy(file, parts.request);
  const caseId = successorIdOf(before.caseId);
  const { programme, registrar, consent, motherIdentity, childIdentities, phoneHash, isNewConsent } = parts;
  const { root, change } = openCase({
    caseId,
    personId: before.personId,
    request: requestOf(file, parts),
    programme,
    registrar,
    childIdentities,
    consent,
    ...(motherIdentity === undefined ? {} : { motherIdentity }),
    ...(phoneHash === undefined ? {} : { phoneHash }),
  });
  const moved = (change.claims ?? []).filter(({ kind }) => kind === 'mother');
  return {
    root: { ...root, previousCaseId: before.caseId },
    change: {
      ...change,
      claims: (change.claims ?? []).filter(({ kind }) => kind !== 'mother'),
      also: moved.map(({ kind, hash }) => ({
        put: { ...keys.claim(kind, hash), entity: 'claim', caseId, personId: before.personId },
        condition: 'present' as const,
      })),
      facts: (change.facts ?? []).filter(({ detailType }) => isNewConsent || detailType !== ConsentGiven.detailType),
    },
  };
};
