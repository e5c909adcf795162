import * as z from 'zod';
import { enterRecognised } from '../../enrolment/enter-account.ts';
import { cookieFor, htmlReply, languageFor } from '../../enrolment/page/answer.ts';
import { identityPage, type Notice } from '../../enrolment/page/render.ts';
import { isProblem, type ProblemName } from '../../kernel/problem.ts';
import { count } from '../../runtime/observability.ts';
import { operation } from '../../runtime/operation.ts';
import { comeBackFrom } from '../attempts.ts';
import { ComeBack, motherReturnUrl, ownPageUrl, pathOfPages, type SignInNeeds } from '../needs.ts';

const SAID: Partial<Record<ProblemName, Notice>> = { PartnerUnavailable: 'identityDown', CaseNotFound: 'identityUnknown' };

/**
 * `GET /me/identity/callback`: where the provider leads her back to. Her session is then the same as by a one-time code. Somebody without an
 * account here is told how to get one; what is told is about her who was recognised, and nobody else.
 */
export const finishMotherSignIn = (needs: SignInNeeds) =>
  operation('finishMotherSignIn', {
    route: 'GET /me/identity/callback',
    scope: null,
    summary: 'Where the national identity provider leads a mother back to',
    status: 200,
    query: ComeBack,
    response: z.string(),
    async run({ query: { state, code } }, caller) {
      const attempt = await comeBackFrom(needs.table, state, 'mother', caller);
      const language = languageFor(attempt?.language, caller);
      const say = (notice: Notice, status = 200, headers = {}) =>
        htmlReply(identityPage(language, notice, ownPageUrl(needs)), headers, status);
      const provider = needs.provider();
      if (attempt === undefined || code === undefined || provider?.settings.mothers !== true) return say('identityFailed', 400);
      try {
        const answer = await provider.port.recognise({ ...attempt, code, redirectUri: motherReturnUrl(needs) }, caller);
        if (answer.outcome === 'refused') return say('identityFailed', 400);
        if (answer.outcome === 'withheld') return say('identityWithheld');
        const token = await enterRecognised(needs, answer.person.nationalId, caller);
        if (token === undefined) return say('identityUnknown');
        return say('identityEntered', 200, { 'set-cookie': cookieFor(token, pathOfPages(needs)) });
      } catch (error) {
        if (!isProblem(error)) throw error;
        count(error.name);
        return say(SAID[error.name] ?? 'identityFailed', error.name === 'CaseNotFound' ? 200 : 503);
      }
    },
  });
