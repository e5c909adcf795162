import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { shelf } from '../../shelf.ts';
import { OwnMember, OwnMembers } from '../records.ts';
import type { Needs } from './needs.ts';

/** `PUT /members/{id}`: under which name this deployment stands in the Information Mediator, and with which services. */
export const putMember = ({ table }: Pick<Needs, 'table'>) =>
  operation('putOwnMember', {
    route: 'PUT /members/{id}',
    scope: 'exchange.manage',
    summary: 'Say under which name services are offered in the Information Mediator',
    status: 200,
    path: z.strictObject({ id: OwnMember.shape.id }),
    body: OwnMember.omit({ id: true }),
    response: OwnMember.strip(),
    run: async ({ path: { id }, body }, caller) => {
      const members = shelf(table, OwnMembers);
      return (await members.put({ id, ...body }, caller, await members.find(id))).value;
    },
  });
