import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { SourceBlock, SourceBlocks } from '../records.ts';
import type { Needs } from './needs.ts';

/** `PUT /source-blocks/{id}`: a building block that may ask for vouchers, and the rail by which its batches are paid. */
export const putSourceBlock = ({ table, rails }: Pick<Needs, 'table' | 'rails'>) =>
  operation('putSourceBlock', {
    route: 'PUT /source-blocks/{id}',
    scope: 'exchange.manage',
    summary: 'Register a building block that asks for vouchers and payments, with its rail',
    status: 200,
    path: z.strictObject({ id: SourceBlock.shape.name }),
    body: SourceBlock.omit({ name: true }),
    response: SourceBlock,
    run: async ({ path: { id }, body }, caller) => {
      if (body.rail !== undefined && !rails().names.includes(body.rail))
        throw invalidRequest({ pointer: '#/body/rail', detail: `is no payment rail here; there are ${rails().names.join(', ')}` });
      const blocks = shelf(table, SourceBlocks);
      return (await blocks.put({ name: id, ...body }, caller, await blocks.find(id))).value;
    },
  });
