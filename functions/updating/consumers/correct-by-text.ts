import { TextReceived } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Vault } from '../../runtime/vault.ts';
import { correctByText as decide } from '../domain/correct-by-text.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  readonly vault: Vault;
}

/** She asked by text for another language or another phone. */
export const correctByText = ({ files, programmes, vault }: Needs) =>
  on(TextReceived, 'CorrectByText', async ({ metadata: { caseId }, data: { intent, inboundId } }, context) => {
    if (intent !== 'language' && intent !== 'phone') return;
    await files.change(caseId, context, async (file) => {
      const hashOf = (phone: string): Promise<string> => vault.hash('phone', phone);
      const change = await decide(file, programmes.get(file.root.programme), inboundId, context, hashOf);
      return { ...change, answer: undefined };
    });
  });
