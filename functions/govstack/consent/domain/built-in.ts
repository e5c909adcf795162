/** The agreement that mothers sign, as policy and data agreements: one for each purpose, since a data agreement is about one. They are read only. */
import type { Purpose } from '../../../consent/domain/agreement-revisions.ts';
import { AGREEMENTS, agreementOn, hashOf, textIn, type Agreement } from '../../../consent/domain/agreement.ts';
import { PURPOSES } from '../../../consent/domain/agreement-revisions.ts';
import { agreementNameOf } from '../../../consent/domain/record-names.ts';
import type { Revision } from '../../../consent/domain/revision.ts';
import type { PlainDate } from '../../../kernel/dates.ts';
import type { DataAgreement, Policy } from './schemas.ts';

const [FIRST] = AGREEMENTS;
if (FIRST === undefined) throw new Error('there is no agreement');

/** The id of the policy that mothers agree to. */
export const BUILT_IN_POLICY = FIRST.id;

export const builtInId = (purpose: Purpose): string => agreementNameOf(purpose);

/** All data agreements that mothers sign. */
export const BUILT_IN_AGREEMENTS: readonly string[] = PURPOSES.map(builtInId);

/** The purpose of a data agreement that mothers sign; undefined for any other agreement. */
export const purposeOf = (dataAgreementId: string): Purpose | undefined =>
  PURPOSES.find((purpose) => builtInId(purpose) === dataAgreementId);

const known = (revision: string): Agreement => {
  const found = AGREEMENTS.find((one) => one.revision === revision);
  if (found === undefined) throw new Error(`there is no revision ${revision} of the agreement`);
  return found;
};

/** The number of the revision in force on a day. */
export const builtInOn = (on: PlainDate): string => agreementOn(on).revision;

export const builtInPolicy = (revision: string): Policy => {
  const agreement = known(revision);
  return {
    id: BUILT_IN_POLICY,
    name: textIn(agreement, 'en').text.title,
    version: revision,
    url: `urn:nestling:agreement:${agreement.id}:${revision}`,
  };
};

export const builtInOf = (purpose: Purpose, revision: string): DataAgreement => ({
  id: builtInId(purpose),
  version: revision,
  policy: builtInPolicy(revision),
  purpose: textIn(known(revision), 'en').text.purposes[purpose],
  lawfulBasis: 'consent',
  dataUse: purpose === 'verification' ? 'data_using_service' : 'data_source',
  dpia: '',
  active: true,
  forgettable: true,
});

/** The text of the agreement is what is hashed, in all its languages; so the hash is the one that every signed record bears. */
const revisionsOf = (schemaName: string, objectId: string): readonly Revision[] =>
  AGREEMENTS.map((agreement, place) => {
    const before = AGREEMENTS[place - 1];
    return {
      revisionId: `${objectId}.r${agreement.revision}`,
      schemaName,
      objectId,
      number: place + 1,
      serializedSnapshot: JSON.stringify(agreement),
      serializedHash: hashOf(agreement),
      timestamp: `${agreement.effectiveFrom}T00:00:00.000Z`,
      authorizedByOther: 'ministry',
      ...(before === undefined ? {} : { predecessorHash: hashOf(before) }),
    };
  });

export const builtInPolicyRevisions = (): readonly Revision[] => revisionsOf('policy', BUILT_IN_POLICY);

export const builtInRevisions = (purpose: Purpose): readonly Revision[] => revisionsOf('dataAgreement', builtInId(purpose));

export const builtInRevision = (purpose: Purpose, revision: string): Revision => {
  const found = builtInRevisions(purpose).find(({ revisionId }) => revisionId === `${builtInId(purpose)}.r${revision}`);
  if (found === undefined) throw new Error(`there is no revision ${revision} of the agreement`);
  return found;
};
