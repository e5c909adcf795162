import { CaseCorrected, MotherRegistered } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { findOf, withoutOnce, type CaseFiles, type Context } from '../../casefile/files.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import type { Vault } from '../../runtime/vault.ts';
import { keys } from '../../table/keys.ts';
import { closeLead, type LeadNeeds } from '../leads.ts';
import { CasePhones, readLine } from '../records.ts';

interface Needs extends LeadNeeds {
  readonly files: CaseFiles;
  readonly vault: Vault;
}

/** Lets a case be found by the phone that its mother has now. */
const follow = async ({ files, vault }: Needs, caseId: string, context: Context): Promise<string | undefined> =>
  files.change(caseId, context, async (file) => {
    const { phone } = file.root.mother;
    const known = findOf(file, CasePhones, () => true);
    if (phone === undefined)
      return { remove: known === undefined ? [] : [{ pk: keys.case(file.root.caseId), sk: CasePhones.sk(known) }], answer: undefined };
    const phoneHash = await vault.hash('phone', phone);
    return { put: known?.phoneHash === phoneHash ? [] : [place(CasePhones, { phoneHash })], answer: phoneHash };
  });

/** A mother who was registered, or has another phone, is found by it when she writes; who asked by text to be registered now is. */
export const followPhone = (needs: Needs): readonly Subscription[] => [
  on(MotherRegistered, 'FollowPhone', async ({ metadata: { caseId } }, context) => {
    const hash = await follow(needs, caseId, withoutOnce(context));
    const leadId = hash === undefined ? undefined : (await readLine(needs.table, hash))?.leadId;
    if (leadId !== undefined) await closeLead(needs, leadId, { status: 'registered', caseId }, context);
  }),
  on(CaseCorrected, 'FollowChangedPhone', async ({ metadata: { caseId }, data: { fields } }, context) => {
    if (fields.includes('mother.phone')) await follow(needs, caseId, withoutOnce(context));
  }),
];
