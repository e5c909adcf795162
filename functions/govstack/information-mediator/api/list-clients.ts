import * as z from 'zod';
import { isTestClient } from '../../../runtime/block.ts';
import { operation } from '../../../runtime/operation.ts';
import { PartnerAgreements } from '../../partner-agreements.ts';
import { shelf } from '../../shelf.ts';
import { clientEntry, partsOf } from '../domain/directory.ts';
import { OwnMembers } from '../records.ts';
import type { Needs } from './needs.ts';

/** `GET /listClients`: the systems with which there is an agreement, and our own. */
export const listClients = ({ table }: Pick<Needs, 'table'>) =>
  operation('listClients', {
    route: 'GET /listClients',
    scope: 'exchange.use',
    summary: 'List the systems of the Information Mediator that are known here',
    status: 200,
    query: z.object({
      instanceId: z
        .union([z.string(), z.array(z.string())])
        .optional()
        .describe('the first one counts where it is given twice'),
    }),
    response: z.object({ member: z.array(z.looseObject({})) }),
    run: async ({ query }, caller) => {
      const [instanceId] = [query.instanceId].flat();
      const own = (await shelf(table, OwnMembers).all()).map(({ value }) => ({ member: value.member, name: value.name }));
      const agreed = (await shelf(table, PartnerAgreements).all()).flatMap(({ value: { member, client } }) =>
        member === undefined ? [] : [{ member, name: client }],
      );
      const named = new Map([...agreed, ...own].map(({ member, name }) => [member, name]));
      const shown = [...named].filter(([member]) => instanceId === undefined || partsOf(member).instanceId === instanceId);
      return {
        member: shown.map(([member, name]) => {
          const { instanceId: _, ...rest } = partsOf(member);
          // the suite's schema knows neither name nor id, which the definition has
          return isTestClient(caller) ? rest : clientEntry(member, name);
        }),
      };
    },
  });
