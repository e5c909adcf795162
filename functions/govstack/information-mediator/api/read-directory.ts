import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { BLOCKS, opens, type Block } from '../../../partners/agreement.ts';
import { isTestClient } from '../../../runtime/block.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import { PartnerAgreements } from '../../partner-agreements.ts';
import { shelf } from '../../shelf.ts';
import { cutTo, serviceEntries } from '../domain/directory.ts';
import { OwnMembers, type OwnMember } from '../records.ts';
import type { Needs } from './needs.ts';

const Path = z.strictObject({ instanceId: z.string(), memberClass: z.string(), memberCode: z.string(), applicationCode: z.string() });
export type MemberPath = z.infer<typeof Path>;

/** One of our own names in the Information Mediator. @throws {Problem} InvalidRequest */
export const memberOf = async (
  { table }: Pick<Needs, 'table'>,
  { instanceId, memberClass, memberCode, applicationCode }: MemberPath,
): Promise<OwnMember> => {
  const wanted = [instanceId, memberClass, memberCode, applicationCode].join('/');
  const found = (await shelf(table, OwnMembers).all()).find(({ value }) => value.member === wanted);
  if (found === undefined) throw invalidRequest({ pointer: '#/path', detail: 'names no member that offers services here' });
  return found.value;
};

const Services = z.object({ member: z.array(z.looseObject({})) });
type Entry = ReturnType<typeof serviceEntries>[number];

const shownTo = (caller: Caller, entries: readonly Entry[]) => ({
  member: entries.map(({ objectType, instanceId, ...rest }) =>
    // the suite's schema knows an objectType of another shape and no instanceId
    isTestClient(caller) ? rest : { objectType, instanceId, ...rest },
  ),
});

/** `GET /r1/{..}/listMethods`: the services of a member with their endpoints. */
export const listMethods = ({ table, description }: Needs) =>
  operation('listMethods', {
    route: 'GET /r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}/listMethods',
    scope: 'exchange.use',
    summary: 'List the services of a member',
    status: 200,
    path: Path,
    query: z.object({ serviceId: z.string().optional() }),
    response: Services,
    run: async ({ path, query }, caller) => shownTo(caller, serviceEntries(await memberOf({ table }, path), description(), query)),
  });

const allowedTo = async ({ table }: Pick<Needs, 'table'>, { partner, at }: Caller): Promise<readonly Block[]> => {
  if (partner === undefined) return BLOCKS;
  const agreement = (await shelf(table, PartnerAgreements).find(partner))?.value;
  return BLOCKS.filter((block) => agreement !== undefined && opens(agreement, block, at));
};

/** `GET /r1/{..}/allowedMethods`: of those, what the caller's agreement opens today. */
export const listAllowedMethods = ({ table, description }: Needs) =>
  operation('listAllowedMethods', {
    route: 'GET /r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}/allowedMethods',
    scope: 'exchange.use',
    summary: 'List the services of a member that the caller may use',
    status: 200,
    path: Path,
    query: z.object({ serviceId: z.string().optional() }),
    response: Services,
    run: async ({ path, query }, caller) => {
      const allowed = await allowedTo({ table }, caller);
      return shownTo(caller, serviceEntries(await memberOf({ table }, path), description(), { ...query, allowed }));
    },
  });

/** The words in which a description of a service is handed over: JSON within a JSON text, as the definition has it. */
const asText = (description: unknown): string => JSON.stringify(description);

/** `GET /r1/{..}/getOpenAPI`: the description of one service. */
export const getOpenApi = ({ table, description }: Needs) =>
  operation('getOpenApi', {
    route: 'GET /r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}/getOpenAPI',
    scope: 'exchange.use',
    summary: 'Read the description of a service',
    status: 200,
    path: Path,
    query: z.object({ serviceCode: z.string().min(1) }),
    response: z.string(),
    run: async ({ path, query: { serviceCode } }) => {
      const service = (await memberOf({ table }, path)).services.find(({ code }) => code === serviceCode);
      if (service === undefined) throw invalidRequest({ pointer: '#/query/serviceCode', detail: 'is no service of this member' });
      return asText(cutTo(description(), service.block));
    },
  });
