import { PROBLEMS } from '../../kernel/problem.ts';
import { buildingBlock } from '../building-block.ts';
import { listAgreements } from './api/list-agreements.ts';
import { listClients } from './api/list-clients.ts';
import { listRefusals } from './api/list-refusals.ts';
import type { Needs } from './api/needs.ts';
import { putAgreement } from './api/put-agreement.ts';
import { putMember } from './api/put-member.ts';
import { getOpenApi, listAllowedMethods, listMethods } from './api/read-directory.ts';

const DIRECTORY = new Set(['listClients', 'listMethods', 'listAllowedMethods', 'getOpenApi']);
const MALFORMED = 400;
const MEMBER = '{instanceId}/{memberClass}/{memberCode}/{applicationCode}';

/** What stands before and behind an Information Mediator: agreements, refusals, and the directory of services. */
export const informationMediatorBlock = (needs: Needs) =>
  buildingBlock({
    name: 'information-mediator',
    table: needs.table,
    operations: [
      putAgreement(needs),
      listAgreements(needs),
      listRefusals(needs),
      putMember(needs),
      listClients(needs),
      listMethods(needs),
      listAllowedMethods(needs),
      getOpenApi(needs),
    ],
    // versions before 1.1 have no /r1
    aliases: Object.fromEntries(
      ['listMethods', 'allowedMethods', 'getOpenAPI'].map((name) => [`GET /${MEMBER}/${name}`, `GET /r1/${MEMBER}/${name}`]),
    ),
    refusal: (problem, { operationId = '' }) =>
      DIRECTORY.has(operationId) && PROBLEMS[problem.name].status === MALFORMED ? { status: MALFORMED, body: problem.message } : undefined,
  });
