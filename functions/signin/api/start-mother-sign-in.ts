import * as z from 'zod';
import { htmlReply, languageFor } from '../../enrolment/page/answer.ts';
import { identityPage } from '../../enrolment/page/render.ts';
import { isProblem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { begin } from '../attempts.ts';
import { motherReturnUrl, ownPageUrl, redirect, type SignInNeeds } from '../needs.ts';

/** `GET /me/identity`: sends a mother's browser to the national identity provider. */
export const startMotherSignIn = (needs: SignInNeeds) =>
  operation('startMotherSignIn', {
    route: 'GET /me/identity',
    scope: null,
    summary: 'Sign in to her own page with the national identity',
    status: 302,
    query: z.object({ lang: z.string().max(10).optional() }),
    response: z.string(),
    async run({ query: { lang } }, caller) {
      const language = languageFor(lang, caller);
      const down = () => htmlReply(identityPage(language, 'identityDown', ownPageUrl(needs)), {}, 503);
      const provider = needs.provider();
      if (provider?.settings.mothers !== true) return down();
      try {
        const { request, cookie } = await begin(needs, { purpose: 'mother', language }, caller);
        const location = await provider.port.authorizationUrl({ ...request, language, redirectUri: motherReturnUrl(needs) }, caller);
        return redirect(location, { 'set-cookie': cookie });
      } catch (error) {
        if (!isProblem(error)) throw error;
        return down();
      }
    },
  });
