import { SocialNeedFound } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Vault } from '../../runtime/vault.ts';
import { isReferralConsented } from '../consented.ts';
import { requestForScreen } from '../domain/request.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  readonly vault: Vault;
}

/** A screen found a need: help is looked for where the programme does so by itself, and she has consented. */
export const findHelp = ({ files, programmes, vault }: Needs) =>
  on(SocialNeedFound, 'FindHelp', async ({ metadata: { caseId }, data }, context) => {
    await files.change<unknown>(caseId, context, async (file) => {
      const { referrals } = programmes.get(file.root.programme).operations;
      return requestForScreen(file, referrals, data, await isReferralConsented(file, vault, referrals, data.domain, context.at), context);
    });
  });
