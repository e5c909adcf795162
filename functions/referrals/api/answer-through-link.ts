import * as z from 'zod';
import { isProblem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { isSharingConfirmed, isSharingConsented } from '../consented.ts';
import { answerOffer } from '../domain/answer.ts';
import { OrganisationAnswer } from '../domain/life-cycle.ts';
import { findLink } from '../links.ts';
import { showOffer, throughLink, unknownLink, type LinkNeeds } from './link-offer.ts';

/** `POST /r/{token}`: the form of that page, as a browser without script sends it. Answered with the page as it stands then. */
export const answerThroughLink = (needs: LinkNeeds) =>
  operation('answerThroughLink', {
    route: 'POST /r/{token}',
    scope: null,
    summary: 'An organisation answers a referral through its link',
    status: 200,
    bodyLimitBytes: 1024,
    path: z.strictObject({ token: z.string().max(64) }),
    response: z.string().describe('an HTML page'),
    async run({ path: { token } }, caller) {
      const link = await findLink(needs, token);
      if (link === undefined) return unknownLink();
      const { caseId, referralId, round, organisationId } = link;
      const context = throughLink(caller, link);
      const answer = OrganisationAnswer.safeParse(new URLSearchParams(caller.rawBody).get('answer'));
      if (!answer.success) return showOffer(needs, link, context, { status: 400 });
      try {
        const confirmed = answer.data !== 'accept' || (await isSharingConfirmed(needs, caseId, context));
        await needs.files.change(caseId, context, async (file) => {
          const { referrals } = needs.programmes.get(file.root.programme).operations;
          const consented = confirmed && (await isSharingConsented(file, needs.vault, caller.at));
          const said = { organisationId, round, answer: answer.data, via: 'link' as const, consented };
          return answerOffer(file, referralId, said, referrals, caller);
        });
      } catch (error) {
        // the page says how it stands; a person at a phone can do nothing with a problem document
        if (!isProblem(error) || (error.name !== 'StatusRefuses' && error.name !== 'ConsentMissing')) throw error;
        return showOffer(needs, link, context, { status: 409, ...(error.name === 'ConsentMissing' ? { remark: 'noConsent' } : {}) });
      }
      return showOffer(needs, link, context);
    },
  });
