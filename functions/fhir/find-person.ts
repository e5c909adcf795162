import { Children } from '../casefile/case.ts';
import { allOf } from '../casefile/files.ts';
import { CaseId } from '../kernel/ids.ts';
import { invalidRequest, isProblem } from '../kernel/problem.ts';
import { parseProgrammeNumber } from '../enrolment/domain/programme-number.ts';
import { findByNumber } from '../enrolment/numbers.ts';
import type { Caller } from '../runtime/operation.ts';
import { keys } from '../table/keys.ts';
import { childPatientId, motherPatientId } from './domain/ids.ts';
import type { RawQuery } from './domain/search/query.ts';
import type { Setting } from './domain/setting.ts';
import { SYSTEMS } from './domain/systems.ts';
import { findRecord, type RecordNeeds } from './open-record.ts';

/** A person that an identifier stands for: her record, and which Patient of it. */
export interface Found {
  readonly setting: Setting;
  readonly patientId: string;
}

const WHERE = '#/query/identifier';
const POINTED = [SYSTEMS.programmeNumber, SYSTEMS.case, SYSTEMS.nationalId].join(', ');

const claimed = async ({ table, vault }: RecordNeeds, kind: 'mother' | 'child', number: string): Promise<string | undefined> => {
  const item = await table.find(keys.claim(kind, await vault.hash(kind, number)));
  return item === undefined ? undefined : String(item['caseId']);
};

/** A partner that asks by a national number learns nothing of those whom it did not register, not even that they are known. */
const findQuietly = async (needs: RecordNeeds, caseId: string, caller: Caller): Promise<Setting | undefined> => {
  try {
    return await findRecord(needs, caseId, caller, 'Patient by national number');
  } catch (error) {
    if (caller.partner !== undefined && isProblem(error) && error.name === 'CaseOfAnotherPartner') return undefined;
    throw error;
  }
};

const childNumbered = async ({ vault }: RecordNeeds, { file }: Setting, number: string): Promise<string | undefined> => {
  for (const { childId, nationalId } of allOf(file, Children))
    if (nationalId !== undefined && (await vault.open(nationalId, childId)) === number) return childPatientId(file.root.caseId, childId);
  return undefined;
};

const byNationalNumber = async (needs: RecordNeeds, number: string, caller: Caller): Promise<Found | undefined> => {
  const ofMother = await claimed(needs, 'mother', number);
  const caseId = ofMother ?? (await claimed(needs, 'child', number));
  const setting = caseId === undefined ? undefined : await findQuietly(needs, caseId, caller);
  if (setting === undefined) return undefined;
  const patientId = ofMother === undefined ? await childNumbered(needs, setting, number) : motherPatientId(ofMother);
  return patientId === undefined ? undefined : { setting, patientId };
};

const byCase = async (needs: RecordNeeds, caseId: string | undefined, caller: Caller): Promise<Found | undefined> => {
  const setting = caseId === undefined ? undefined : await findRecord(needs, caseId, caller, 'Patient');
  return setting && { setting, patientId: motherPatientId(setting.file.root.caseId) };
};

const isProgrammeNumber = (value: string): boolean => {
  try {
    return parseProgrammeNumber(value, WHERE) !== '';
  } catch (error) {
    if (!isProblem(error)) throw error;
    return false;
  }
};

/** What an identifier without a system is by its looks; anything else may be a national number, of which an address says nothing. */
const systemOf = (value: string, isFromBody: boolean): string => {
  if (isProgrammeNumber(value)) return SYSTEMS.programmeNumber;
  if (CaseId.safeParse(value).success) return SYSTEMS.case;
  return isFromBody ? SYSTEMS.nationalId : '';
};

/**
 * Finds a person by one identifier, `<system>|<value>`, or by what its value looks like. A national number is taken from a body only, since addresses are logged on the way;
 * it is looked up by its keyed hash and given out to nobody.
 * @throws {Problem} InvalidRequest, and as `openRecord`
 */
export const findPerson = async (
  needs: RecordNeeds,
  values: NonNullable<RawQuery[string]>,
  caller: Caller,
  isFromBody: boolean,
): Promise<Found | undefined> => {
  const [text = '', ...more] = values;
  const bar = text.indexOf('|');
  const value = text.slice(bar + 1);
  const system = bar === -1 ? systemOf(value, isFromBody) : text.slice(0, bar);
  if (more.length > 0 || value === '' || value.includes(','))
    throw invalidRequest({ pointer: WHERE, detail: 'must be one identifier, as system|value' });
  switch (system) {
    case SYSTEMS.programmeNumber:
      return byCase(needs, (await findByNumber(needs.table, parseProgrammeNumber(value, WHERE)))?.caseId, caller);
    case SYSTEMS.case:
      return byCase(needs, CaseId.safeParse(value).data, caller);
    case SYSTEMS.nationalId:
      if (!isFromBody)
        throw invalidRequest({
          pointer: WHERE,
          detail: 'a national number is searched for by POST /fhir/Patient/_search only: addresses are logged',
        });
      return byNationalNumber(needs, value, caller);
    default:
      throw invalidRequest({ pointer: WHERE, detail: `needs one of the systems ${POINTED}` });
  }
};
