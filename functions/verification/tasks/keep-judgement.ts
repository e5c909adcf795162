import type { CaseFile } from '../../casefile/files.ts';
import { findOf } from '../../casefile/files.ts';
import type { TaskContext } from '../../runtime/task.ts';
import { findingOf, type Finding, type Judgement } from '../domain/findings.ts';
import { keepFinding } from '../domain/run.ts';
import type { Scope } from '../domain/track.ts';
import { SealedFindings } from '../records.ts';
import { runOf, type VerificationNeeds } from './needs.ts';

/** Seals what a reviewer would need to see, and gives what the state machine may know. */
export const keepJudgement = async (
  { files, vault }: Pick<VerificationNeeds, 'files' | 'vault'>,
  file: CaseFile,
  scope: Scope,
  judgement: Judgement,
  context: TaskContext,
): Promise<Finding> => {
  const { subject, differences, reasons } = judgement;
  const isNeeded = reasons.length > 0 && differences.length > 0;
  const isKnown = findOf(file, SealedFindings, (finding) => finding.subject === subject) !== undefined;
  if (isNeeded || isKnown) {
    const sealed = isNeeded ? await vault.seal(JSON.stringify(differences), file.root.caseId) : undefined;
    await files.change(file.root.caseId, context, (current) => keepFinding(current, runOf(scope, context), subject, sealed));
  }
  return findingOf(judgement);
};
