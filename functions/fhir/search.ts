import type { Resource } from '@medplum/fhirtypes';
import { invalidRequest } from '../kernel/problem.ts';
import { reply, type Caller, type Reply } from '../runtime/operation.ts';
import { CASE_RESOURCES, isCaseType, type CaseType, type Type } from './domain/resource-types.ts';
import { questionnairesOf } from './domain/resources/questionnaires.ts';
import { caseIdOf } from './domain/ids.ts';
import { searchset } from './domain/search/bundle.ts';
import { pageOf, searchOf, type RawQuery } from './domain/search/query.ts';
import { findPerson } from './find-person.ts';
import { findRecord, type RecordNeeds } from './open-record.ts';
import { FHIR_JSON } from './outcome.ts';

export interface SearchNeeds extends RecordNeeds {
  readonly apiBaseUrl: () => string;
}

/** Parameters by which a search names whose record it is in. */
const WHOSE = ['patient', 'subject', '_id'] as const;

/** The one record that a search is in; undefined where what was asked for is the id of none. */
const whose = (type: CaseType, query: RawQuery): string | undefined => {
  const named = WHOSE.filter((name) => query[name] !== undefined);
  const [first] = named;
  if (first === undefined)
    throw type === 'Patient'
      ? invalidRequest({ pointer: '#/query/identifier', detail: 'a Patient is searched for by _id or identifier' })
      : invalidRequest({ pointer: '#/query/patient', detail: `${type} is searched for within one patient: patient or _id is needed` });
  const ids = named.flatMap((name) => query[name] ?? []).flatMap((value) => value.split(','));
  const cases = new Set(ids.map((id) => caseIdOf(id.replace(/^Patient\//, ''))));
  if (cases.size > 1)
    throw invalidRequest({ pointer: `#/query/${first}`, detail: 'names persons of several records; ask for one at a time' });
  return [...cases][0];
};

const foundOf = async (
  needs: SearchNeeds,
  type: CaseType,
  query: RawQuery,
  caller: Caller,
  isFromBody: boolean,
): Promise<readonly Resource[]> => {
  const { identifier } = query;
  if (type === 'Patient' && identifier !== undefined) {
    const found = await findPerson(needs, identifier, caller, isFromBody);
    return found === undefined ? [] : CASE_RESOURCES.Patient.build(found.setting).filter(({ id }) => id === found.patientId);
  }
  const caseId = whose(type, query);
  const setting = caseId === undefined ? undefined : await findRecord(needs, caseId, caller, type);
  return setting === undefined ? [] : CASE_RESOURCES[type].build(setting);
};

/** What of a query may stand in the address of a bundle: no identifier of a person. */
const shownOf = ({ identifier: _, ...query }: RawQuery): RawQuery => query;

/**
 * Answers a search as a bundle. What is about a person is searched for within one record, which is one query of the table.
 * @param isFromBody whether the parameters came in a body, and not in an address
 * @throws {Problem} InvalidRequest, and as `openRecord`
 */
export const search = async (needs: SearchNeeds, type: Type, query: RawQuery, caller: Caller, isFromBody: boolean): Promise<Reply> => {
  // an identifier of a body is looked up, and compared with nothing that is given out
  const { filters, paging } = searchOf(
    type,
    type === 'Patient' && query['identifier'] !== undefined ? { ...query, identifier: [] } : query,
  );
  const all = isCaseType(type)
    ? await foundOf(needs, type, query, caller, isFromBody)
    : questionnairesOf(needs.programmes.all(), needs.questionnaires());
  const base = `${needs.apiBaseUrl()}/fhir`;
  const page = pageOf(
    all.filter((resource) => filters.every((fits) => fits(resource))),
    paging,
  );
  const bundle = searchset(base, `${base}/${type}`, shownOf(query), page);
  return reply({ raw: { contentType: FHIR_JSON, text: JSON.stringify(bundle) } });
};
