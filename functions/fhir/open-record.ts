import { Consents } from '../casefile/case.ts';
import { allOf, auditWrite, type CaseFile, type CaseFiles, type Context } from '../casefile/files.ts';
import { findVerifiedConsent, isSealed } from '../consent/domain/consent-record.ts';
import { isProblem, Problem } from '../kernel/problem.ts';
import type { Questionnaires } from '../policy/questionnaires.ts';
import type { Caller } from '../runtime/operation.ts';
import type { Programmes } from '../runtime/programmes.ts';
import type { Vault } from '../runtime/vault.ts';
import { seesResults } from '../screening/domain/sees-results.ts';
import type { Table } from '../table/table.ts';
import type { Setting } from './domain/setting.ts';

export interface RecordNeeds {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
  readonly questionnaires: () => Questionnaires;
  readonly vault: Pick<Vault, 'hash' | 'open'>;
}

const leaveRefusal = async ({ table }: RecordNeeds, { root }: CaseFile, caller: Context, reason: string): Promise<void> => {
  const { id, write } = auditWrite(root.caseId, root.registeredBy.client, caller, `fhir, refused: ${reason}`);
  await table.transact([write], id);
};

/** A partner reads under the mother's consent to sharing only, on top of having registered her; her children stand under the same. */
const refusePartner = async (needs: RecordNeeds, caseId: string, caller: Caller): Promise<void> => {
  const { partner: _, ...unbound } = caller;
  const file = await needs.files.open(caseId, unbound);
  if (file.root.registeredBy.client !== caller.partner) {
    await leaveRefusal(needs, file, caller, 'registered by another partner');
    throw new Problem('CaseOfAnotherPartner', 'only the partner that registered a case, and the ministry, may use it');
  }
  const consent = await findVerifiedConsent(file, 'sharing', caller.at, (text) => needs.vault.hash('consent', text));
  if (consent === undefined && file.root.erasedOn === undefined) {
    await leaveRefusal(needs, file, caller, 'no consent to sharing');
    throw new Problem('ConsentMissing', 'the mother has given no consent to sharing that can be verified');
  }
};

const sealedOf = async ({ vault }: RecordNeeds, file: CaseFile): Promise<ReadonlySet<string>> => {
  const seals = await Promise.all(
    allOf(file, Consents).map(async (one) => ((await isSealed(one, (text) => vault.hash('consent', text))) ? [one.consentId] : [])),
  );
  return new Set(seals.flat());
};

/** A case that was read, ready to be put into FHIR. */
export const settingOf = async (needs: RecordNeeds, file: CaseFile, at: string, withResults: boolean): Promise<Setting> => ({
  file,
  programme: needs.programmes.get(file.root.programme),
  questionnaires: needs.questionnaires(),
  at,
  seesResults: withResults,
  sealed: await sealedOf(needs, file),
});

/**
 * Reads a case for somebody who asks in FHIR's words: leaves an entry in its audit, of a refusal to a partner as well.
 * @param what what is looked at, for the entry
 * @throws {Problem} CaseNotFound, CaseOfAnotherPartner, OutsideYourArea, ConsentMissing, RecordErased
 */
export const openRecord = async (needs: RecordNeeds, caseId: string, caller: Caller, what: string): Promise<Setting> => {
  if (caller.partner !== undefined) await refusePartner(needs, caseId, caller);
  const file = await needs.files.read(caseId, caller, `fhir ${what}`);
  if (file.root.erasedOn !== undefined) throw new Problem('RecordErased', 'nothing personal is left of this record');
  const withResults = caller.scopes.includes('screening.read') && seesResults(needs.programmes.get(file.root.programme), caller);
  return settingOf(needs, file, caller.at, withResults);
};

/** As `openRecord`; undefined where there is no such case, which a search answers with nothing found. */
export const findRecord = async (needs: RecordNeeds, caseId: string, caller: Caller, what: string): Promise<Setting | undefined> => {
  try {
    return await openRecord(needs, caseId, caller, what);
  } catch (error) {
    if (isProblem(error) && error.name === 'CaseNotFound') return undefined;
    throw error;
  }
};
