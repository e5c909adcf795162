import type { Address, ContactPoint, HumanName, Patient, RelatedPerson } from '@medplum/fhirtypes';
import { findCaregiver, type Caregiver } from '../../../casefile/caregiver.ts';
import type { CaseRoot, Child } from '../../../casefile/case.ts';
import { drawn, type Draft } from '../draft.ts';
import { childPatientId, logicalId, motherPatientId } from '../ids.ts';
import { childReference, childrenOf, type Setting } from '../setting.ts';
import { coding, concept, elsewhere, identifier } from '../systems.ts';

const nameOf = (givenName: string | undefined, familyName: string | undefined): Draft<HumanName>[] =>
  givenName === undefined && familyName === undefined ? [] : [{ use: 'official', family: familyName, given: [givenName] }];

const phoneOf = (phone: string | undefined): Draft<ContactPoint>[] =>
  phone === undefined ? [] : [{ system: 'phone', value: phone, use: 'mobile' }];

const addressOf = ({ area, mother: { address } }: CaseRoot): Draft<Address>[] => [
  { use: 'home', line: [address?.line], city: address?.locality, postalCode: address?.postalCode, district: area },
];

const languageOf = (language: string) => [{ language: concept(undefined, coding('language', language)), preferred: true }];

const motherAsRelatedId = ({ caseId }: CaseRoot, { childId }: Child): string => logicalId(caseId, 'mother', childId);

/** A mother. Her national number is not sent: it is looked up by its hash, and never given out. */
const mother = (setting: Setting): Patient => {
  const { root } = setting.file;
  const { exit, enrolled, personId, workerId, workerName } = root;
  return drawn<Patient>({
    resourceType: 'Patient',
    id: motherPatientId(root.caseId),
    meta: { versionId: String(root.version) },
    identifier: [
      identifier('case', root.caseId),
      identifier('person', personId),
      ...(enrolled === undefined ? [] : [identifier('programmeNumber', enrolled.programmeNumber)]),
    ],
    active: exit?.duplicateOf === undefined,
    name: nameOf(root.mother.givenName, root.mother.familyName),
    telecom: phoneOf(root.mother.phone),
    gender: 'female',
    birthDate: root.mother.birthDate,
    deceasedDateTime: root.mother.diedOn,
    address: addressOf(root),
    communication: languageOf(root.language),
    generalPractitioner: workerId === undefined ? [] : [elsewhere('Practitioner', 'worker', workerId, workerName)],
    link: [
      ...childrenOf(setting).map((child) => ({
        other: { reference: `RelatedPerson/${motherAsRelatedId(root, child)}`, type: 'RelatedPerson' as const },
        type: 'seealso' as const,
      })),
      ...(exit?.duplicateOf === undefined
        ? []
        : [
            {
              other: { reference: `Patient/${motherPatientId(exit.duplicateOf)}`, type: 'Patient' as const },
              type: 'replaced-by' as const,
            },
          ]),
    ],
  });
};

const genderOf = ({ sex }: Child): Patient['gender'] => sex;

const isOfMultipleBirth = (child: Child, siblings: readonly Child[]): boolean =>
  siblings.some(
    ({ childId, bornOn, birthOrder }) => childId !== child.childId && bornOn === child.bornOn && birthOrder !== child.birthOrder,
  );

const child = (setting: Setting, one: Child): Patient => {
  const { root } = setting.file;
  const multiple = isOfMultipleBirth(one, childrenOf(setting));
  return drawn<Patient>({
    resourceType: 'Patient',
    id: childPatientId(root.caseId, one.childId),
    meta: { versionId: String(root.version) },
    identifier: [identifier('child', one.childId)],
    active: true,
    name: nameOf(one.givenName, one.familyName),
    gender: genderOf(one),
    birthDate: one.bornOn,
    deceasedDateTime: one.diedOn,
    address: addressOf(root),
    ...(multiple ? { multipleBirthInteger: one.birthOrder } : { multipleBirthBoolean: false }),
  });
};

/** The mother, and each child that was born alive. */
export const patients = (setting: Setting): readonly Patient[] => [
  mother(setting),
  ...childrenOf(setting).map((one) => child(setting, one)),
];

const motherOf = (setting: Setting, one: Child): RelatedPerson => {
  const { root } = setting.file;
  return drawn<RelatedPerson>({
    resourceType: 'RelatedPerson',
    id: motherAsRelatedId(root, one),
    identifier: [identifier('case', root.caseId)],
    active: root.mother.diedOn === undefined,
    patient: childReference(setting, one.childId),
    relationship: [concept('mother', coding('roleCode', 'MTH', 'mother'))],
    name: nameOf(root.mother.givenName, root.mother.familyName),
    telecom: phoneOf(root.mother.phone),
    gender: 'female',
    birthDate: root.mother.birthDate,
    communication: languageOf(root.language),
  });
};

const RELATIONS: Readonly<Partial<Record<Caregiver['relation'], string>>> = {
  father: 'FTH',
  grandparent: 'GRPRN',
  otherRelative: 'EXT',
  guardian: 'GUARD',
};

/** Who looks after the children of a mother who has died; only one who agreed to it. */
const caregiverOf = (setting: Setting, one: Child): readonly RelatedPerson[] => {
  const { file } = setting;
  const caregiver = findCaregiver(file);
  if (caregiver?.consent !== 'given') return [];
  const role = RELATIONS[caregiver.relation];
  return [
    drawn<RelatedPerson>({
      resourceType: 'RelatedPerson',
      id: logicalId(file.root.caseId, 'caregiver', one.childId),
      identifier: [identifier('record', caregiver.caregiverId)],
      active: true,
      patient: childReference(setting, one.childId),
      relationship: [concept(caregiver.relation, ...(role === undefined ? [] : [coding('roleCode', role)]))],
      name: nameOf(caregiver.givenName, caregiver.familyName),
      telecom: phoneOf(caregiver.phone),
      communication: languageOf(caregiver.language),
    }),
  ];
};

/** Of each child: its mother, and who looks after it when she has died. */
export const relatedPersons = (setting: Setting): readonly RelatedPerson[] =>
  childrenOf(setting).flatMap((one) => [motherOf(setting, one), ...caregiverOf(setting, one)]);
