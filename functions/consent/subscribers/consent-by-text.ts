import { TextReceived } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Vault } from '../../runtime/vault.ts';
import { askConsent, takeConsent } from '../domain/consent-by-text.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly vault: Vault;
}

/** She wrote that she consents: she is asked to what, and her answer is recorded. */
export const consentByText = ({ files, vault }: Needs) =>
  on(TextReceived, 'ConsentByText', async ({ metadata: { caseId }, data: { intent, question, inboundId } }, context) => {
    if (intent === 'consent') await files.change(caseId, context, (file) => askConsent(file, context));
    if (question === 'consent')
      await files.change(caseId, context, (file) => takeConsent(file, inboundId, context, (text) => vault.hash('consent', text)));
  });
