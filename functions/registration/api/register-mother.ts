import * as z from 'zod';
import { CaseStatus } from '../../casefile/case.ts';
import { fingerprint } from '../../kernel/ids.ts';
import type { Caller } from '../../runtime/operation.ts';
import { operation } from '../../runtime/operation.ts';
import { RegistrationRequest } from '../domain/request.ts';
import { register, registrarOf, type RegisterNeeds } from '../register.ts';

export const RegistrationAnswer = z.object({
  caseId: z.uuid(),
  personId: z.uuid(),
  status: CaseStatus,
  children: z.array(z.object({ childId: z.uuid(), birthOrder: z.int() })),
});

/** A caller's own reference makes a repeat safe as an Idempotency-Key does. */
export const onceFor = (caller: Caller, request: { externalReference?: string | undefined }): Caller =>
  caller.once !== undefined || request.externalReference === undefined
    ? caller
    : { ...caller, once: { key: fingerprint(['reference', caller.client, request.externalReference]), fingerprint: fingerprint(request) } };

/** `POST /registrations`: records a mother, with her children where they are born, and announces it. No read, one transaction. */
export const registerMother = (needs: RegisterNeeds) =>
  operation('registerMother', {
    route: 'POST /registrations',
    scope: 'registration.write',
    summary: 'Register a mother, before or after the birth, with her consent',
    status: 201,
    body: RegistrationRequest,
    response: RegistrationAnswer,
    run: ({ body }, caller) => register(needs, body, registrarOf(caller), onceFor(caller, body)),
  });
