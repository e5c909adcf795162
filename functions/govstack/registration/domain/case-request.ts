/** A case as the registration that it could have been made of; what is sealed is left out. */
import { Children } from '../../../casefile/case.ts';
import { allOf, type CaseFile } from '../../../casefile/files.ts';

type Json = Readonly<Record<string, unknown>>;

const told = (fields: Json): Json => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The children of a case in the order in which they were registered. */
export const childrenOf = (file: CaseFile) => [...allOf(file, Children)].sort((left, right) => left.birthOrder - right.birthOrder);

export const requestOfCase = (file: CaseFile): Json => {
  const { root } = file;
  const { givenName, familyName, birthDate, phone, address } = root.mother;
  const { lastMenstrualPeriodOn, expectedOn } = root.pregnancy;
  const pregnancy = told({ lastMenstrualPeriodOn, expectedOn });
  return told({
    area: root.area,
    language: root.language,
    externalReference: root.externalReference,
    mother: told({ givenName, familyName, birthDate, phone, address }),
    pregnancy: Object.keys(pregnancy).length === 0 ? undefined : pregnancy,
    children: childrenOf(file).map(
      ({ givenName, familyName, sex, bornOn, bornAtTime, birthPlace, birthLocation, facility, facilityKind }) =>
        told({ givenName, familyName, sex, bornOn, bornAtTime, birthPlace, birthLocation, facility, facilityKind }),
    ),
    applicant: root.applicant,
    paymentAddress:
      root.paymentAddress === undefined ? undefined : { modality: root.paymentAddress.modality, address: root.paymentAddress.address },
  });
};
