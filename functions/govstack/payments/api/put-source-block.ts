import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { SourceBlock, SourceBlocks } from '../records.ts';
import type { Needs } from './needs.ts';

/** `PUT /source-blocks/{id}`: a building block that may ask for vouchers. */
export const putSourceBlock = ({ table }: Pick<Needs, 'table'>) =>
  operation('putSourceBlock', {
    route: 'PUT /source-blocks/{id}',
    scope: 'exchange.manage',
    summary: 'Register a building block that may ask for vouchers',
    status: 200,
    path: z.strictObject({ id: SourceBlock.shape.name }),
    body: SourceBlock.omit({ name: true }),
    response: SourceBlock,
    run: async ({ path: { id }, body }, caller) => {
      const blocks = shelf(table, SourceBlocks);
      return (await blocks.put({ name: id, ...body }, caller, await blocks.find(id))).value;
    },
  });
