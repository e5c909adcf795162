import * as z from 'zod';
import type { Context } from '../../../casefile/files.ts';
import { heedRegister, type RegisterNeeds } from '../../../consent/ask-register.ts';
import { notified } from '../../../consent/domain/register-standing.ts';
import { individualPartition } from '../../../consent/records.ts';
import { Problem } from '../../../kernel/problem.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';

interface Needs extends RegisterNeeds {
  readonly table: Table;
}

/** A mother has a case for each of her pregnancies. */
const MOST_CASES = 25;

const contextOf = ({ at, correlationId, causationId }: Caller): Context => ({ at, correlationId, causationId, by: 'partner:consent' });

/**
 * `POST /consent-callbacks`: the country's consent block says that a record changed. Nothing that it says here is believed; it is a reason to
 * ask it. Most of what a country's block has to say is about people who are no mothers here, and that is no fault of it.
 */
export const receiveConsentCallback = ({ table, ...needs }: Needs) =>
  operation('receiveConsentCallback', {
    route: 'POST /consent-callbacks',
    scope: null,
    summary: "The country's consent block says that a consent changed there",
    status: 202,
    bodyLimitBytes: 64 * 1024,
    query: z.looseObject({}),
    body: z.looseObject({}).describe('names the individual, where the settings say that it stands'),
    response: z.object({}),
    run: async (_input, caller) => {
      const register = needs.register?.();
      if (register === undefined) throw new Problem('SignatureInvalid', 'this deployment has no consent block of a country');
      const { individualId } = register.receiveCallback({ headers: caller.headers, body: caller.rawBody, at: caller.at });
      const { items } = await table.pageOf('lookup', individualPartition(individualId), {}, { limit: MOST_CASES });
      const context = contextOf(caller);
      for (const { lookupSk: caseId } of items) {
        if (caseId === undefined) continue;
        await needs.files.change(caseId, context, (file) => notified(file, caller.at));
        await heedRegister(needs, caseId, context);
      }
      return {};
    },
  });
