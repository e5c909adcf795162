import * as z from 'zod';
import { isProblem } from '../../kernel/problem.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import { comeBack, scheduleErasure } from '../../updating/domain/erasure.ts';
import { askForCode, changeOwn, enterAccount, leaveAccount, readOwn } from '../enter-account.ts';
import { cookieFor, htmlReply, languageFor, NO_COOKIE, tokenIn } from '../page/answer.ts';
import { forgetPage } from '../page/render.ts';
import { door, ownPage, type PageNeeds } from './account-page.ts';

/** What the page's forms send. */
const Sent = z.discriminatedUnion('do', [
  z.object({ do: z.literal('code'), number: z.string().min(1).max(40) }),
  z.object({
    do: z.literal('enter'),
    number: z.string().min(1).max(40),
    code: z
      .string()
      .trim()
      .regex(/^\d{6}$/),
  }),
  z.object({ do: z.literal('leave') }),
  z.object({ do: z.literal('forget') }),
  z.object({ do: z.literal('forgetSure') }),
  z.object({ do: z.literal('stay') }),
]);

const FORM = /^application\/x-www-form-urlencoded\b/i;

const sentIn = ({ headers, rawBody }: Caller) =>
  Sent.safeParse(FORM.test(headers['content-type'] ?? '') ? Object.fromEntries(new URLSearchParams(rawBody)) : {});

/** `POST /me`: the forms of her page. What is wrong is said on the page, in her language; a number that is nobody's is answered alike. */
export const useOwnPage = (needs: PageNeeds) =>
  operation('useOwnPage', {
    route: 'POST /me',
    scope: null,
    summary: "The forms of the mother's own page",
    status: 200,
    bodyLimitBytes: 1024,
    query: z.object({ lang: z.string().max(10).optional() }),
    response: z.string(),
    async run({ query: { lang } }, caller) {
      const language = languageFor(lang, caller);
      const sent = sentIn(caller);
      if (!sent.success) return door(needs, language, 'wrong');
      try {
        switch (sent.data.do) {
          case 'code':
            await askForCode(needs, sent.data.number, caller);
            return door(needs, language, 'sent');
          case 'enter': {
            const { token } = await enterAccount(needs, sent.data.number, sent.data.code, caller);
            return await ownPage(needs, token, language, caller, { 'set-cookie': cookieFor(token) });
          }
          case 'leave':
            await leaveAccount(needs, tokenIn(caller), caller);
            return door(needs, language, 'left', { 'set-cookie': NO_COOKIE });
          case 'forget':
            await readOwn(needs, tokenIn(caller), caller);
            return htmlReply(forgetPage(language));
          case 'forgetSure':
            await changeOwn(needs, tokenIn(caller), caller, (file) =>
              scheduleErasure(file, needs.programmes.get(file.root.programme), { at: caller.at, by: 'mother' }),
            );
            return await ownPage(needs, tokenIn(caller), language, caller);
          case 'stay':
            await changeOwn(needs, tokenIn(caller), caller, comeBack);
            return await ownPage(needs, tokenIn(caller), language, caller);
        }
      } catch (error) {
        if (!isProblem(error)) throw error;
        if (error.name === 'Unauthenticated') return door(needs, language, undefined, { 'set-cookie': NO_COOKIE });
        return door(needs, language, error.name === 'TooManyAttempts' ? 'often' : 'wrong');
      }
    },
  });
