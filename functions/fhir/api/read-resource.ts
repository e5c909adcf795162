import type { Resource } from '@medplum/fhirtypes';
import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import { caseIdOf } from '../domain/ids.ts';
import { CASE_RESOURCES, isCaseType, type Type } from '../domain/resource-types.ts';
import { questionnairesOf } from '../domain/resources/questionnaires.ts';
import { refuseOtherFormats } from '../format.ts';
import { openRecord, type RecordNeeds } from '../open-record.ts';
import { answered, asOutcome } from '../outcome.ts';
import { typeOf } from '../types.ts';
import { AnyQuery, ResourcePath } from './search-query.ts';

const noResource = (type: Type): Problem => new Problem('ResourceNotFound', `no ${type} has this id`);

const resourcesNear = async (needs: RecordNeeds, type: Type, id: string, caller: Caller): Promise<readonly Resource[]> => {
  if (!isCaseType(type)) return questionnairesOf(needs.programmes.all(), needs.questionnaires());
  const caseId = caseIdOf(id);
  if (caseId === undefined) throw noResource(type);
  return CASE_RESOURCES[type].build(await openRecord(needs, caseId, caller, type));
};

/** `GET /fhir/{type}/{id}`: one resource. */
export const readResource = (needs: RecordNeeds) =>
  operation('readResource', {
    route: 'GET /fhir/{type}/{id}',
    scope: 'care.read',
    summary: 'FHIR R4: read a resource',
    status: 200,
    path: ResourcePath,
    query: AnyQuery,
    response: z.looseObject({}),
    refusals: asOutcome,
    async run({ path, query }, caller) {
      refuseOtherFormats(query._format === undefined ? undefined : [query._format], caller.headers);
      const type = typeOf(path.type, caller);
      const found = (await resourcesNear(needs, type, path.id, caller)).find(({ id }) => id === path.id);
      if (found === undefined) throw noResource(type);
      return answered(found, caller.headers['if-none-match']);
    },
  });
