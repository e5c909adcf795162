import { OrganisationAnswered } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { RegisterNeeds } from '../../consent/ask-register.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Vault } from '../../runtime/vault.ts';
import { isSharingConfirmed, isSharingConsented } from '../consented.ts';
import { answerOffer } from '../domain/answer.ts';

interface Needs extends Pick<RegisterNeeds, 'register'> {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  readonly vault: Vault;
}

/** An organisation answered by text message. */
export const takeOrganisationAnswer = ({ files, programmes, vault, register }: Needs) =>
  on(
    OrganisationAnswered,
    'TakeOrganisationAnswer',
    async ({ metadata: { caseId }, data: { referralId, organisationId, answer } }, context) => {
      const confirmed = answer !== 'accept' || (await isSharingConfirmed({ files, vault, register }, caseId, context));
      await files.change(caseId, context, async (file) => {
        const { referrals } = programmes.get(file.root.programme).operations;
        const consented = confirmed && (await isSharingConsented(file, vault, context.at));
        return answerOffer(file, referralId, { organisationId, answer, via: 'text', consented }, referrals, context);
      });
    },
  );
