import type * as z from 'zod';
import { Children, type Child } from '../../casefile/case.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { Problem, invalidRequest, type Fault } from '../../kernel/problem.ts';
import { factFaults } from '../../policy/knowledge.ts';
import type { Programme } from '../../policy/programme.ts';
import { ChildRequest, MotherRequest, phoneOf, RegistrationRequest } from '../../registration/domain/request.ts';

type CorrectionRule = Programme['operations']['corrections'][number];
export type CorrectionField = CorrectionRule['field'];
/** As whom somebody corrects. */
export type CorrectorRole = CorrectionRule['roles'][number];

/** What is asked for: a place in the record, and the value that it shall have. */
export interface AskedChange {
  readonly field: string;
  readonly value: unknown;
}

/** One place of the record, found by its pointer. */
export interface Place {
  readonly policyField: CorrectionField;
  readonly part: 'mother' | 'child' | 'root' | 'pregnancy' | 'applicant';
  readonly key: string;
  readonly child?: Child;
  /** Which claim an identity number holds. */
  readonly claim?: 'mother' | 'certificate';
  readonly schema: z.ZodType;
}

/** A change that was read and fits its field; `before` is what the record holds now. */
export interface ReadChange extends Place {
  readonly field: string;
  readonly before: unknown;
  readonly value: unknown;
}

type Known = Readonly<Record<string, Pick<Place, 'policyField' | 'schema' | 'claim'>>>;

const MOTHER: Known = {
  givenName: { policyField: 'mother.givenName', schema: MotherRequest.shape.givenName },
  familyName: { policyField: 'mother.familyName', schema: MotherRequest.shape.familyName },
  birthDate: { policyField: 'mother.birthDate', schema: MotherRequest.shape.birthDate },
  phone: { policyField: 'mother.phone', schema: MotherRequest.shape.phone.unwrap().nullable() },
  address: { policyField: 'mother.address', schema: MotherRequest.shape.address.unwrap().nullable() },
  nationalId: { policyField: 'mother.nationalId', schema: MotherRequest.shape.nationalId.unwrap(), claim: 'mother' },
};

const CHILD: Known = {
  givenName: { policyField: 'child.givenName', schema: ChildRequest.shape.givenName.unwrap() },
  familyName: { policyField: 'child.familyName', schema: ChildRequest.shape.familyName.unwrap() },
  bornOn: { policyField: 'child.birthDate', schema: ChildRequest.shape.bornOn },
  sex: { policyField: 'child.sex', schema: ChildRequest.shape.sex },
  birthPlace: { policyField: 'child.birthPlace', schema: ChildRequest.shape.birthPlace },
  certificate: { policyField: 'child.certificate', schema: ChildRequest.shape.certificate.unwrap(), claim: 'certificate' },
};

const ROOT: Known = {
  area: { policyField: 'area', schema: RegistrationRequest.shape.area },
  language: { policyField: 'language', schema: RegistrationRequest.shape.language },
  paymentAddress: { policyField: 'paymentAddress', schema: RegistrationRequest.shape.paymentAddress.unwrap() },
};

const PREGNANCY: Known = {
  lastMenstrualPeriodOn: { policyField: 'pregnancy.lastMenstrualPeriodOn', schema: MotherRequest.shape.birthDate },
};

const placed = (known: Known, part: Place['part'], key: string | undefined, child?: Child): Place | undefined => {
  const found = key === undefined || !Object.hasOwn(known, key) ? undefined : known[key];
  return found === undefined || key === undefined ? undefined : { ...found, part, key, ...(child === undefined ? {} : { child }) };
};

/** The place that a pointer such as `/children/<childId>/sex` names, or undefined when the record has none that can be corrected. */
export const placeOf = (file: CaseFile, programme: Programme, field: string): Place | undefined => {
  const [, first = '', second, third, ...more] = field.split('/');
  if (more.length > 0 || !field.startsWith('/')) return undefined;
  if (first === 'children') {
    const child = allOf(file, Children).find(({ childId }) => childId === second);
    return child && placed(CHILD, 'child', third, child);
  }
  if (third !== undefined) return undefined;
  if (first === 'mother') return placed(MOTHER, 'mother', second);
  if (first === 'pregnancy') return placed(PREGNANCY, 'pregnancy', second);
  if (first === 'applicant') {
    const isAsked = second !== undefined && programme.versions.some(({ applicant }) => applicant[second]?.recordedFrom === 'extra');
    return isAsked
      ? { policyField: 'applicant', part: 'applicant', key: second, schema: RegistrationRequest.shape.applicant.unwrap().valueType }
      : undefined;
  }
  return second === undefined ? placed(ROOT, 'root', first) : undefined;
};

/** What the record holds at a place; null when nothing. Identity numbers are sealed. */
export const valueAt = ({ root }: CaseFile, { part, key, child }: Place): unknown => {
  const holder: Readonly<Record<string, unknown>> = {
    mother: root.mother,
    child: child ?? {},
    root,
    pregnancy: root.pregnancy,
    applicant: root.applicant,
  }[part];
  if (part === 'root' && key === 'paymentAddress')
    return root.paymentAddress === undefined ? null : { modality: root.paymentAddress.modality, address: root.paymentAddress.address };
  return holder[key] ?? null;
};

const typeFaults = (programme: Programme, { part, key }: Place, value: unknown): readonly string[] => {
  if (part !== 'applicant') return [];
  const asked = programme.versions.filter(({ applicant }) => applicant[key] !== undefined);
  const faults = asked.map((version) => factFaults(version, { [key]: value }));
  return faults.some((list) => list.length === 0) ? [] : (faults[0] ?? []).map(({ detail }) => detail.replace(/^got .*, /, ''));
};

const normalised = (programme: Programme, { policyField }: Place, value: unknown): unknown =>
  policyField === 'mother.phone' && typeof value === 'string' ? phoneOf(value, programme.country) : value;

const readOne = (
  file: CaseFile,
  programme: Programme,
  { field, value }: AskedChange,
  pointer: string,
): { change?: ReadChange; faults: readonly Fault[] } => {
  const place = placeOf(file, programme, field);
  if (place === undefined || !programme.operations.corrections.some((rule) => rule.field === place.policyField))
    return { faults: [{ pointer: `${pointer}/field`, detail: 'names nothing that may be corrected' }] };
  const parsed = place.schema.safeParse(value);
  if (!parsed.success)
    return {
      faults: parsed.error.issues.map(({ path, message }) => ({
        pointer: [`${pointer}/value`, ...path.map(String)].join('/'),
        detail: message.replace(/^Invalid input: /, ''),
      })),
    };
  const plain = normalised(programme, place, parsed.data);
  if (plain === undefined) return { faults: [{ pointer: `${pointer}/value`, detail: 'is not a phone number of any country' }] };
  const details = typeFaults(programme, place, plain);
  const before = valueAt(file, place);
  if (place.claim === undefined && JSON.stringify(before) === JSON.stringify(plain))
    return { faults: [{ pointer: `${pointer}/value`, detail: 'is what the record holds already' }] };
  return { change: { ...place, field, before, value: plain }, faults: details.map((detail) => ({ pointer: `${pointer}/value`, detail })) };
};

const refuseRoles = (programme: Programme, changes: readonly ReadChange[], roles: readonly CorrectorRole[]): void => {
  const barred = changes.find(
    ({ policyField }) =>
      !programme.operations.corrections.some((rule) => rule.field === policyField && rule.roles.some((role) => roles.includes(role))),
  );
  if (barred !== undefined) {
    const allowed = programme.operations.corrections.filter(({ field }) => field === barred.policyField).flatMap((rule) => rule.roles);
    throw new Problem('RoleMissing', `${barred.policyField} is corrected by ${allowed.join(' or ')}`);
  }
};

/**
 * Reads the changes that somebody asks for, each against its field and the programme.
 * @throws {Problem} InvalidRequest naming every fault, RoleMissing
 */
export const readChanges = (
  file: CaseFile,
  programme: Programme,
  asked: readonly AskedChange[],
  roles: readonly CorrectorRole[],
): readonly ReadChange[] => {
  const read = asked.map((change, index) => readOne(file, programme, change, `#/body/changes/${String(index)}`));
  const twice = asked.flatMap(({ field }, index) =>
    asked.findIndex((other) => other.field === field) < index
      ? [{ pointer: `#/body/changes/${String(index)}/field`, detail: 'is named twice' }]
      : [],
  );
  const errors = [...read.flatMap(({ faults }) => faults), ...twice];
  if (errors.length > 0) throw invalidRequest(...errors);
  const changes = read.flatMap(({ change }) => (change === undefined ? [] : [change]));
  refuseRoles(programme, changes, roles);
  return changes;
};

/** Whether a second person has to agree to any of the changes. */
export const needsApproval = (programme: Programme, changes: readonly ReadChange[]): boolean =>
  changes.some(({ policyField }) => programme.operations.corrections.some(({ field, approval }) => field === policyField && approval));
