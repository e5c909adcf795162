import * as z from 'zod';
import { isProblem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { ADDRESS_CALLBACKS, confirmAddress, type ConfirmNeeds } from '../confirm-address.ts';
import { addressCheckPartition } from '../records.ts';

interface Needs extends ConfirmNeeds {
  readonly table: Table;
}

/** `POST /address-callbacks`: the payment rail tells what it found out about an address. An answer that nobody waits for changes nothing. */
export const receiveAddressCallback = ({ table, ...needs }: Needs) =>
  operation('receiveAddressCallback', {
    route: `POST ${ADDRESS_CALLBACKS}`,
    scope: null,
    summary: 'Callback of the payment rail about an address',
    status: 202,
    bodyLimitBytes: 16 * 1024,
    body: z.looseObject({}).describe('as GovStack Payments has it'),
    response: z.object({}),
    run: async (_, caller) => {
      const rail = needs.rail();
      rail.verifyCallbackSignature({ headers: caller.headers, body: caller.rawBody, at: caller.at });
      const { correlationId, outcome, reason } = rail.parseValidationCallback(caller.rawBody);
      const { items } = await table.pageOf('lookup', addressCheckPartition(correlationId), {}, { limit: 1 });
      const caseId = items[0]?.['caseId'];
      if (typeof caseId !== 'string') return {};
      const told = outcome === 'valid' ? ({ outcome } as const) : ({ outcome, reason: reason ?? 'other' } as const);
      try {
        await confirmAddress(needs, caseId, caller, { correlationId, answer: told });
      } catch (error) {
        // it was changed by somebody else in the same moment: the update sweep asks again
        if (!isProblem(error) || error.name !== 'VersionConflict') throw error;
      }
      return {};
    },
  });
