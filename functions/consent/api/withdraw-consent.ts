import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { withdrawConsent as withdraw } from '../domain/give-and-withdraw.ts';
import { ConsentView } from './consent-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly vault: Vault;
}

/** `POST /cases/{caseId}/consents/{consentId}/withdrawal`: from now on nothing is done under this record. No reason is asked. */
export const withdrawConsent = ({ files, vault }: Needs) =>
  operation('withdrawConsent', {
    route: 'POST /cases/{caseId}/consents/{consentId}/withdrawal',
    scope: 'consent.write',
    summary: 'Withdraw a consent; what was done under it stops',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), consentId: z.uuid() }),
    response: ConsentView,
    run: ({ path: { caseId, consentId } }, caller) =>
      files.change(caseId, caller, (file) => withdraw(file, consentId, caller.at, (text) => vault.hash('consent', text))),
  });
