import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { operation } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { Purpose } from '../domain/agreement-revisions.ts';
import { consentText, draftConsent } from '../domain/consent-record.ts';
import { recordConsent } from '../domain/give-and-withdraw.ts';
import { CasePath, ConsentView } from './consent-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly vault: Vault;
}

const purposes = z.array(Purpose).min(1).max(4);

const SignedConsent = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('paper'),
    scanReference: z.string().trim().min(1).max(200).describe('where the scan of the signed sheet is kept'),
    purposes,
  }),
  z.strictObject({
    method: z.literal('digital'),
    attestedBy: z.string().trim().min(1).max(100).describe('how she gave it: her account, or the worker who was there'),
    purposes,
  }),
]);

/** `POST /cases/{caseId}/consents`: a consent that she signed, to the agreement in force today. */
export const signConsent = ({ files, vault }: Needs) =>
  operation('signConsent', {
    route: 'POST /cases/{caseId}/consents',
    scope: 'consent.write',
    summary: 'Record a consent that the mother signed',
    status: 201,
    path: CasePath,
    body: SignedConsent,
    response: ConsentView,
    async run({ path: { caseId }, body }, caller) {
      const { at } = caller;
      const draft = draftConsent({ ...body, consentId: derivedId('consent', caseId, caller.once?.key ?? caller.causationId), at });
      const consent = { ...draft, seal: await vault.hash('consent', consentText(draft)) };
      return files.change(caseId, caller, (file) => recordConsent(file, consent));
    },
  });
