import * as z from 'zod';
import type { TextGatewayPort } from '../../partners/text-gateway.ts';
import { operation } from '../../runtime/operation.ts';
import type { ReceiveNeeds } from '../receipt.ts';
import { receiveText as receive } from '../receive.ts';

interface Needs extends ReceiveNeeds {
  readonly textGateway: () => TextGatewayPort;
}

/** `POST /incoming-texts`: a gateway hands over a text from a phone. Whatever it says, and whoever wrote it, the answer is the same. */
export const receiveText = ({ textGateway, ...needs }: Needs) =>
  operation('receiveText', {
    route: 'POST /incoming-texts',
    scope: null,
    summary: 'A text message that a gateway hands over, signed',
    status: 202,
    bodyLimitBytes: 16 * 1024,
    body: z.looseObject({}).describe('as the gateway has it; the settings say where the number, the text and the id stand'),
    response: z.object({}),
    run: async (_, caller) => {
      const { from, text, gatewayId, gateway } = textGateway().receive({ headers: caller.headers, body: caller.rawBody, at: caller.at });
      await receive(needs, { from, text, gatewayId, channel: `webhook:${gateway}` }, caller);
      return {};
    },
  });
