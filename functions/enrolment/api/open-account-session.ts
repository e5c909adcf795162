import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { enterAccount, type AccountNeeds } from '../enter-account.ts';

/** `POST /accounts/sessions`: enters an account with the code from her phone. The token is told once and stored nowhere. */
export const openAccountSession = (needs: AccountNeeds) =>
  operation('openAccountSession', {
    route: 'POST /accounts/sessions',
    scope: null,
    summary: "Enter the mother's account",
    status: 201,
    bodyLimitBytes: 1024,
    body: z.strictObject({ programmeNumber: z.string().min(1).max(40), code: z.string().regex(/^\d{6}$/, 'must be six digits') }),
    response: z.object({ token: z.string(), expiresAt: z.string() }),
    run: ({ body: { programmeNumber, code } }, caller) => enterAccount(needs, programmeNumber, code, caller),
  });
