import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { statusRefuses } from '../../kernel/problem.ts';
import { operation, reply } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { drawCard, drawPng, SymbolKind } from '../draw-card.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** `GET /cases/{caseId}/card`: the mother's card to be printed (SVG), or its symbol alone (PNG). */
export const getCard = ({ files, programmes }: Needs) =>
  operation('getCard', {
    route: 'GET /cases/{caseId}/card',
    scope: 'enrolment.read',
    summary: "The mother's card with her programme number",
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    query: z.strictObject({
      symbol: SymbolKind.default('qr'),
      format: z.enum(['svg', 'png']).default('svg').describe('svg: the whole card; png: the symbol alone'),
    }),
    response: z.object({}).describe('a picture: image/svg+xml or image/png'),
    run: async ({ path, query: { symbol, format } }, caller) => {
      const { root } = await files.read(path.caseId, caller, 'card');
      if (root.enrolled === undefined) throw statusRefuses('draw a card', root.status, ['enrolled']);
      const card = { programmeNumber: root.enrolled.programmeNumber, programmeName: programmes.get(root.programme).name };
      return reply(
        format === 'svg'
          ? { raw: { contentType: 'image/svg+xml', text: drawCard(symbol, card) } }
          : { raw: { contentType: 'image/png', text: (await drawPng(symbol, card)).toString('base64'), base64: true } },
      );
    },
  });
