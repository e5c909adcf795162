import { TextReceived } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { on } from '../../runtime/subscriber.ts';
import { decideLink } from '../domain/account.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly apiBaseUrl: () => string;
}

/** She asked by text for her page: sends its address and a code. */
export const sendAccountLink = ({ files, apiBaseUrl }: Needs) =>
  on(TextReceived, 'SendAccountLink', async ({ metadata: { caseId }, data: { intent } }, context) => {
    if (intent === 'account') await files.change(caseId, context, (file) => decideLink(file, `${apiBaseUrl()}/me`, context));
  });
