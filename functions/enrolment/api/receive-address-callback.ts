import * as z from 'zod';
import { callingRail } from '../../partners/callback-address.ts';
import type { AddressNotice } from '../../partners/payment-rail.ts';
import { isProblem } from '../../kernel/problem.ts';
import { operation, reply } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { ADDRESS_CALLBACKS, confirmAddress, type ConfirmNeeds } from '../confirm-address.ts';
import { addressCheckPartition } from '../records.ts';

interface Needs extends ConfirmNeeds {
  readonly table: Table;
}

/** The account mapper is answered in its own words; whoever validated is told that it was heard. */
const answerTo = ({ requestId }: AddressNotice) =>
  requestId === undefined
    ? {}
    : reply({ status: 200, body: { responseCode: '00', responseDescription: 'received', requestID: requestId } });

/** `POST /address-callbacks`: a payment rail tells what it found out about an address, or that it could not register it. An answer that nobody waits for changes nothing. */
export const receiveAddressCallback = ({ table, ...needs }: Needs) =>
  operation('receiveAddressCallback', {
    route: `POST ${ADDRESS_CALLBACKS}`,
    scope: null,
    summary: 'Callback of a payment rail about an address',
    status: 202,
    bodyLimitBytes: 16 * 1024,
    query: z.looseObject({ rail: z.string().max(31).optional() }).describe('the rail may repeat its identifiers here'),
    body: z.looseObject({}).describe('as GovStack Payments has it'),
    response: z.object({
      responseCode: z.string().optional(),
      responseDescription: z.string().optional(),
      requestID: z.string().optional(),
    }),
    run: async ({ query }, caller) => {
      const { name, rail } = callingRail(needs.rails(), query['rail']);
      rail.verifyCallback({ headers: caller.headers, body: caller.rawBody, at: caller.at });
      const notice = rail.parseAddressCallback(caller.rawBody);
      const { items } = await table.pageOf('lookup', addressCheckPartition(notice.correlationId), {}, { limit: 1 });
      const caseId = items[0]?.['caseId'];
      if (typeof caseId !== 'string') return answerTo(notice);
      try {
        await confirmAddress(needs, caseId, caller, { ...notice, rail: name });
      } catch (error) {
        // it was changed by somebody else in the same moment: the update sweep asks again
        if (!isProblem(error) || error.name !== 'VersionConflict') throw error;
      }
      return answerTo(notice);
    },
  });
