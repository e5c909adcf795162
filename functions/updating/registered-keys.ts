import { Children } from '../casefile/case.ts';
import { findCaregiver } from '../casefile/caregiver.ts';
import { allOf, type CaseFile } from '../casefile/files.ts';
import { casesOfPhone, readLine } from '../conversations/records.ts';
import { matchTexts } from '../registration/domain/matching.ts';
import type { Vault } from '../runtime/vault.ts';
import { keys, type Key } from '../table/keys.ts';
import type { Table } from '../table/table.ts';

const claimKey = async (vault: Vault, kind: string, sealed: string | undefined, owner: string): Promise<readonly Key[]> =>
  sealed === undefined ? [] : [keys.claim(kind, await vault.hash(kind, await vault.open(sealed, owner)))];

/** What is kept of a phone that wrote, unless it is that of another case as well. */
const lineKeys = async (vault: Vault, table: Table, phone: string): Promise<readonly Key[]> => {
  const hash = await vault.hash('phone', phone);
  const [line, cases] = await Promise.all([readLine(table, hash), casesOfPhone(table, hash, phone)]);
  if (line === undefined || cases.length > 1) return [];
  return [keys.phone(hash), ...(line.leadId === undefined ? [] : [keys.preRegistration(line.leadId)])];
};

/** The keys under which a mother and her children stand beside their case: claims that the case holds, candidates for a
 * duplicate, and what her phone wrote lately. */
export const registeredKeys = async (vault: Vault, table: Table, file: CaseFile): Promise<readonly Key[]> => {
  const { caseId, personId, mother } = file.root;
  const claims = await Promise.all([
    claimKey(vault, 'mother', mother.nationalId, personId),
    ...allOf(file, Children).flatMap((child) => [
      claimKey(vault, 'child', child.nationalId, child.childId),
      claimKey(vault, 'certificate', child.certificate, child.childId),
    ]),
  ]);
  // a claim may have gone on to her next case
  const held = await Promise.all(claims.flat().map(async (key) => ((await table.find(key))?.['caseId'] === caseId ? [key] : [])));
  const matches = await Promise.all(
    matchTexts(mother).map(async ({ kind, text }) => ({ pk: keys.match(kind, await vault.hash(kind, text)), sk: caseId })),
  );
  const phones = [mother.phone, findCaregiver(file)?.phone].filter((phone) => phone !== undefined);
  const lines = await Promise.all([...new Set(phones)].map((phone) => lineKeys(vault, table, phone)));
  return [...held.flat(), ...matches, ...lines.flat()];
};
