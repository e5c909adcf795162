import * as z from 'zod';
import { isProblem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { languageFor, NO_COOKIE, tokenIn } from '../page/answer.ts';
import { door, ownPage, type PageNeeds } from './account-page.ts';

/** `GET /me`: a mother's own record as a small page for any phone, or the way into it. */
export const showOwnPage = (needs: PageNeeds) =>
  operation('showOwnPage', {
    route: 'GET /me',
    scope: null,
    summary: "The mother's own page",
    status: 200,
    query: z.object({ lang: z.string().max(10).optional() }),
    response: z.string(),
    async run({ query: { lang } }, caller) {
      const language = languageFor(lang, caller);
      const token = tokenIn(caller);
      if (token === '') return door(needs, language);
      try {
        return await ownPage(needs, token, language, caller);
      } catch (error) {
        if (!isProblem(error)) throw error;
        return door(needs, language, undefined, { 'set-cookie': NO_COOKIE });
      }
    },
  });
