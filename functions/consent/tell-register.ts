/** What she gives and withdraws here, the country's consent block is told, where there is one. */
import { afterChange } from '../casefile/after.ts';
import type { Consent } from '../casefile/case.ts';
import { unchanged, type CaseFile, type Change, type Context } from '../casefile/files.ts';
import type { ConsentRegisterPort, RegisterRecord } from '../partners/consent-register.ts';
import type { Signer } from '../runtime/signer.ts';
import type { Table } from '../table/table.ts';
import { introduce, isRegisterFault, quietly, registerCall, speakerOf, type RegisterNeeds } from './ask-register.ts';
import { isTaken, keepStep, nextStep, parted, putOff, settled, standingOf, takeWord, type Step } from './domain/register-standing.ts';
import { individualPartition } from './records.ts';

export interface TellingNeeds extends RegisterNeeds {
  readonly identities: NonNullable<RegisterNeeds['identities']>;
  readonly signer: Signer;
  readonly table: Pick<Table, 'pageOf'>;
}

/** A mother has a case for each of her pregnancies. */
const MOST_CASES = 25;

const artifactOf = ({ method, scanReference, attestedBy }: Consent): string => `${method}: ${scanReference ?? attestedBy ?? 'her word'}`;

/** Makes one record in the block, or says no in one; undefined where there was nothing to say no to. */
const perform = async (
  needs: TellingNeeds,
  port: ConsentRegisterPort,
  file: CaseFile,
  step: Step,
  context: Context,
): Promise<RegisterRecord | undefined> => {
  if (step.does === 'forget') {
    await port.forget(step.individualId, registerCall(context, file.root.caseId, step.does));
    return undefined;
  }
  const { does, purpose, consent, recordId } = step;
  const agreementId = port.agreements[purpose] ?? '';
  const individualId = standingOf(file).individualId ?? (await introduce(needs, port, file, context));
  const call = registerCall(context, file.root.caseId, purpose, does, consent.consentId);
  if (does === 'give') {
    const { keyId } = await needs.signer.publicKey();
    const signature = { artifact: artifactOf(consent), keyId, sign: (digest: string) => needs.signer.sign(digest), at: consent.givenAt };
    return port.give(individualId, agreementId, signature, call);
  }
  const standing =
    recordId === undefined ? (await port.recordsOf(individualId, agreementId, call)).filter(({ optIn }) => optIn) : [{ recordId }];
  for (const record of standing) await port.withdraw(individualId, record.recordId, call);
  return undefined;
};

interface Next {
  readonly file: CaseFile;
  readonly step: Step;
}

/** Keeps the word while there is more to tell, and gives it back in the same change that tells that there is not. */
const goOn = (file: CaseFile, change: Change<void>, port: ConsentRegisterPort): Change<Next | undefined> => {
  const now = afterChange(file, change);
  const step = nextStep(now, port.agreements);
  if (step !== undefined) return { ...change, answer: { file: now, step } };
  const { put = change.put } = settled(now);
  return { ...change, ...(put === undefined ? {} : { put }), answer: undefined };
};

/** Whether what the block holds of an individual belongs to a case of hers that was not erased, too: there is one record of her, not one a case. */
const livesOn = async ({ files, table }: TellingNeeds, file: CaseFile, context: Context): Promise<boolean> => {
  const { individualId } = standingOf(file);
  if (individualId === undefined) return false;
  const { items } = await table.pageOf('lookup', individualPartition(individualId), {}, { limit: MOST_CASES });
  const others = items.flatMap(({ lookupSk }) => (lookupSk === undefined || lookupSk === file.root.caseId ? [] : [lookupSk]));
  const roots = await Promise.all(others.map(async (caseId) => (await files.open(caseId, context)).root));
  return roots.some(({ erasedOn }) => erasedOn === undefined);
};

/**
 * Tells the block what it does not know yet of a case, one thing after the other, each kept before the next; of an erased one, that she withdraws
 * and is to be forgotten. One speaks at a time, and whoever is cut off is followed by the sweep; the block is asked what it has before anything
 * is made, so nothing is made twice.
 */
export const tellRegister = async (needs: TellingNeeds, caseId: string, given: Context): Promise<void> => {
  const port = needs.register?.();
  if (port === undefined) return;
  const { files } = needs;
  const context = quietly(given);
  const speaker = speakerOf(context);
  try {
    let next = await files.change(caseId, context, async (file): Promise<Change<Next | undefined>> => {
      if (isTaken(standingOf(file), speaker)) return unchanged(undefined);
      const step = nextStep(file, port.agreements);
      if (file.root.erasedOn !== undefined && (step === undefined || (await livesOn(needs, file, context))))
        return { ...parted(file), answer: undefined };
      return step === undefined ? { ...settled(file), answer: undefined } : { ...takeWord(file, speaker), answer: { file, step } };
    });
    while (next !== undefined) {
      const { step } = next;
      const record = await perform(needs, port, next.file, step, context);
      next = await files.change(caseId, context, (file) => goOn(file, keepStep(file, step, record), port));
    }
  } catch (error) {
    if (!isRegisterFault(error)) throw error;
    await files.change(caseId, context, (file) => putOff(file, error.name, speaker, port.retryAfterMinutes));
  }
};

/** Tells the block that a case was erased; where there is none any more, nobody has to be told, and what was kept for that goes. */
export const tellErasure = async (needs: TellingNeeds, caseId: string, context: Context): Promise<void> => {
  if (needs.register?.() === undefined) await needs.files.change(caseId, quietly(context), parted);
  else await tellRegister(needs, caseId, context);
};
