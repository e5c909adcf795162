import { Children, type Child } from '../casefile/case.ts';
import { allOf, withoutOnce, type CaseFile, type CaseFiles } from '../casefile/files.ts';
import type { Difference } from '../casefile/review.ts';
import { findVerifiedConsent } from '../consent/domain/consent-record.ts';
import { parseProgrammeNumber } from '../enrolment/domain/programme-number.ts';
import { derivedId } from '../kernel/ids.ts';
import { isProblem, problemType } from '../kernel/problem.ts';
import type { Caller } from '../runtime/operation.ts';
import type { Programmes } from '../runtime/programmes.ts';
import type { Vault } from '../runtime/vault.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import { followLine, type ChildFileLine, type Effect, type FileLine } from './domain/file-line.ts';
import { judgeBirth, judgeIdentity, type Judgement } from './domain/findings.ts';

export interface FileNeeds {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly vault: Vault;
  readonly programmes: Programmes;
}

/** What becomes of one line; values stand in it where the two sides differ. */
export interface LineOutcome {
  readonly line: number;
  readonly outcome: 'match' | 'mismatch' | 'notFound' | 'consentMissing' | 'refused';
  readonly caseId?: string;
  readonly reasons: readonly string[];
  readonly differences: readonly Difference[];
  readonly effect: Effect;
  readonly problem?: { readonly type: string; readonly detail: string };
}

const claimedBy = async ({ table, vault }: FileNeeds, kind: 'mother' | 'child' | 'certificate', text: string | undefined) => {
  const claim = text === undefined ? undefined : await table.find(keys.claim(kind, await vault.hash(kind, text)));
  return claim === undefined ? undefined : String(claim['caseId']);
};

const numbered = async ({ table }: FileNeeds, text: string | undefined): Promise<string | undefined> => {
  if (text === undefined) return undefined;
  const { items } = await table.pageOf('lookup', `NUMBER#${parseProgrammeNumber(text, '#/programmeNumber')}`, {}, { limit: 1 });
  const caseId = items[0]?.['caseId'];
  return typeof caseId === 'string' ? caseId : undefined;
};

/** The case of a line: by what the register calls the person, else by the number on the card. */
const caseOf = async (needs: FileNeeds, line: FileLine): Promise<string | undefined> => {
  if (line.of === 'mother') return (await claimedBy(needs, 'mother', line.nationalId)) ?? numbered(needs, line.programmeNumber);
  return (
    (await claimedBy(needs, 'child', line.childId)) ??
    (await claimedBy(needs, 'certificate', line.certificate)) ??
    (await claimedBy(needs, 'mother', line.motherId)) ??
    numbered(needs, line.programmeNumber)
  );
};

/** The child of a line within its case: by its numbers, else the only one born on that day. */
const childOf = async ({ vault }: FileNeeds, file: CaseFile, line: ChildFileLine): Promise<Child | undefined> => {
  const children = allOf(file, Children);
  for (const child of children) {
    const { childId: owner, nationalId, certificate } = child;
    if (nationalId !== undefined && line.childId !== undefined && (await vault.open(nationalId, owner)) === line.childId) return child;
    if (certificate !== undefined && line.certificate !== undefined && (await vault.open(certificate, owner)) === line.certificate)
      return child;
  }
  const born = children.filter(({ bornOn }) => bornOn === line.birthDate);
  return born.length === 1 ? born[0] : undefined;
};

const judge = async (needs: FileNeeds, file: CaseFile, line: FileLine): Promise<Judgement | undefined> => {
  const { fields } = needs.programmes.get(file.root.programme).operations.verification;
  const { mother, personId } = file.root;
  if (line.of === 'mother') return judgeIdentity(mother, { outcome: 'found', person: line }, fields);
  const child = await childOf(needs, file, line);
  if (child === undefined) return undefined;
  const motherId = mother.nationalId === undefined ? undefined : await needs.vault.open(mother.nationalId, personId);
  const { birthPlace: place, ...birth } = line;
  return judgeBirth(child, motherId, { outcome: 'found', birth: { ...birth, place } }, fields);
};

const NOTHING = { reasons: [], differences: [], effect: 'none' } as const;

const compare = async (needs: FileNeeds, line: FileLine, context: Caller): Promise<LineOutcome> => {
  const caseId = await caseOf(needs, line);
  if (caseId === undefined) return { ...NOTHING, line: line.line, outcome: 'notFound' };
  const file = await needs.files.read(caseId, context, 'verification file');
  const consent = await findVerifiedConsent(file, 'verification', context.at, (text) => needs.vault.hash('consent', text));
  if (consent === undefined) return { ...NOTHING, line: line.line, outcome: 'consentMissing', caseId };
  const judgement = await judge(needs, file, line);
  if (judgement === undefined) return { ...NOTHING, line: line.line, outcome: 'notFound', caseId };
  const { verification } = needs.programmes.get(file.root.programme).operations;
  const effect = await needs.files.change(caseId, context, (current) => followLine(current, judgement, context, verification));
  const { reasons, differences } = judgement;
  return { line: line.line, outcome: reasons.length === 0 ? 'match' : 'mismatch', caseId, reasons, differences, effect };
};

/**
 * Holds one line of a register's file against the case that it names, under that case's consent; what was read stands in the audit. The same
 * line again finds the same differences and causes nothing anew. A refusal is the line's own.
 */
export const compareLine = async (needs: FileNeeds, line: FileLine, caller: Caller): Promise<LineOutcome> => {
  // an answer with values is not kept for a repeat; each line is a cause of its own
  const context = { ...withoutOnce(caller), causationId: derivedId('fileLine', caller.causationId, line.line) };
  try {
    return await compare(needs, line, context);
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { ...NOTHING, line: line.line, outcome: 'refused', problem: { type: problemType(error.name), detail: error.message } };
  }
};
