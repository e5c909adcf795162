import * as z from 'zod';
import { CHALLENGE_MINUTES } from '../../casefile/challenge.ts';
import { operation } from '../../runtime/operation.ts';
import { askForCode, type AccountNeeds } from '../enter-account.ts';

/** `POST /accounts/codes`: has a one-time code sent to the mother's phone. It answers alike whether or not the number is anybody's. */
export const requestAccountCode = (needs: Pick<AccountNeeds, 'files' | 'table'>) =>
  operation('requestAccountCode', {
    route: 'POST /accounts/codes',
    scope: null,
    summary: "Send a one-time code to the mother's phone",
    status: 202,
    bodyLimitBytes: 1024,
    body: z.strictObject({ programmeNumber: z.string().min(1).max(40) }),
    response: z.object({ validMinutes: z.int() }),
    run: async ({ body }, caller) => {
      await askForCode(needs, body.programmeNumber, caller);
      return { validMinutes: CHALLENGE_MINUTES };
    },
  });
