import { TextReceived } from '../../../events/catalogue.ts';
import type { CaseFile, CaseFiles, Change } from '../../casefile/files.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Vault } from '../../runtime/vault.ts';
import { askConsent, askWithdrawal, takeConsent, takeWithdrawal } from '../domain/consent-by-text.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly vault: Vault;
  readonly programmes: Programmes;
}

/** She wrote that she consents, or that she takes it back: she is asked whether she means it, and her answer is recorded. */
export const consentByText = ({ files, vault, programmes }: Needs) =>
  on(TextReceived, 'ConsentByText', async ({ metadata: { caseId }, data: { intent, question, inboundId } }, context) => {
    const seal = (text: string) => vault.hash('consent', text);
    const change = (decide: (file: CaseFile, programme: Programme) => Change<void> | Promise<Change<void>>) =>
      files.change(caseId, context, (file) => decide(file, programmes.get(file.root.programme)));
    if (intent === 'consent') await change((file, programme) => askConsent(file, programme, context));
    if (intent === 'withdraw') await change((file, programme) => askWithdrawal(file, programme, context));
    if (question === 'consent') await change((file, programme) => takeConsent(file, programme, inboundId, context, seal));
    if (question === 'withdraw') await change((file) => takeWithdrawal(file, inboundId, context, seal));
  });
