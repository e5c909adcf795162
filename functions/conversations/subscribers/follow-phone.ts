import {
  CaregiverAsked,
  CaregiverConsented,
  CaregiverRefused,
  CaseCorrected,
  LifeEventReversed,
  MotherRegistered,
} from '../../../events/catalogue.ts';
import { CasePhones, type CasePhone } from '../../casefile/case-phone.ts';
import { findCaregiver } from '../../casefile/caregiver.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, withoutOnce, type CaseFiles, type Context } from '../../casefile/files.ts';
import { on, onEach, type Subscription } from '../../runtime/subscriber.ts';
import type { Vault } from '../../runtime/vault.ts';
import { keys } from '../../table/keys.ts';
import { closeLead, type LeadNeeds } from '../leads.ts';
import { readLine } from '../records.ts';

interface Needs extends LeadNeeds {
  readonly files: CaseFiles;
  readonly vault: Vault;
}

/** Lets a case be found by the phone that its mother has now, and by that of who looks after her children. */
const follow = async ({ files, vault }: Needs, caseId: string, context: Context): Promise<string | undefined> =>
  files.change(caseId, context, async (file) => {
    const hashOf = async (phone: string | undefined) => (phone === undefined ? undefined : vault.hash('phone', phone));
    const caregiver = findCaregiver(file);
    const phoneHash = await hashOf(file.root.mother.phone);
    const caregiversHash = caregiver?.consent === 'refused' ? undefined : await hashOf(caregiver?.phone);
    const wanted: readonly CasePhone[] = [
      ...(phoneHash === undefined ? [] : [{ phoneHash }]),
      ...(caregiversHash === undefined ? [] : [{ phoneHash: caregiversHash, of: 'caregiver' as const }]),
    ];
    const known = allOf(file, CasePhones);
    const isSame = (left: CasePhone) => (right: CasePhone) => left.of === right.of && left.phoneHash === right.phoneHash;
    return {
      put: wanted.filter((one) => !known.some(isSame(one))).map((one) => place(CasePhones, one)),
      remove: known
        .filter((one) => !wanted.some(({ of }) => of === one.of))
        .map((one) => ({ pk: keys.case(file.root.caseId), sk: CasePhones.sk(one) })),
      answer: phoneHash,
    };
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
  ...onEach([CaregiverAsked, CaregiverConsented, CaregiverRefused, LifeEventReversed], 'FollowCaregiver', async (caseId, context) => {
    await follow(needs, caseId, withoutOnce(context));
  }),
];
