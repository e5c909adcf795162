import type { Resource } from '@medplum/fhirtypes';
import { invalidRequest } from '../kernel/problem.ts';
import { reply, type Caller, type Reply } from '../runtime/operation.ts';
import { CASE_RESOURCES, isCaseType, isType, parametersOf, type CaseType, type Type } from './domain/resource-types.ts';
import { questionnairesOf } from './domain/resources/questionnaires.ts';
import { caseIdOf } from './domain/ids.ts';
import { searchset } from './domain/search/bundle.ts';
import { pageOf, searchedOf, searchOf, type RawQuery } from './domain/search/query.ts';
import { findPerson } from './find-person.ts';
import { refuseOtherFormats } from './format.ts';
import { findRecord, type RecordNeeds } from './open-record.ts';
import { FHIR_JSON } from './outcome.ts';

export interface SearchNeeds extends RecordNeeds {
  readonly apiBaseUrl: () => string;
}

/** Parameters by which a search names whose record it is in. */
const WHOSE = ['patient', 'subject', '_id'] as const;

/** The one record that a search is in; undefined where nothing can fit: an id of none, or names of different ones. */
const whose = (type: CaseType, query: RawQuery): string | undefined => {
  const named = WHOSE.filter((name) => query[name] !== undefined);
  if (named.length === 0)
    throw type === 'Patient'
      ? invalidRequest({ pointer: '#/query/identifier', detail: 'a Patient is searched for by _id or identifier' })
      : invalidRequest({ pointer: '#/query/patient', detail: `${type} is searched for within one patient: patient or _id is needed` });
  const records = named.map((name) => {
    const ids = (query[name] ?? []).flatMap((value) => value.split(','));
    const [caseId, ...more] = new Set(ids.flatMap((id) => caseIdOf(id.replace(/^Patient\//, '')) ?? []));
    if (more.length > 0)
      throw invalidRequest({ pointer: `#/query/${name}`, detail: 'names persons of several records; ask for one at a time' });
    return caseId;
  });
  const [first] = records;
  return records.every((caseId) => caseId === first) ? first : undefined;
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

/** A query whose references are written as this server writes them: `Patient/1` for an address of its own, and for `subject:Patient=1`. */
const plain = (type: Type, query: RawQuery, base: string): RawQuery => {
  const parameters = parametersOf(type);
  const pairs = Object.entries(query).map(([named, values]): [string, readonly string[]] => {
    const [name = '', modifier] = named.split(':');
    if (parameters[name]?.kind !== 'reference') return [named, values];
    const isTyped = modifier !== undefined && isType(modifier);
    const written = (one: string): string => {
      const local = one.startsWith(`${base}/`) ? one.slice(base.length + 1) : one;
      return isTyped && !local.includes('/') ? `${modifier}/${local}` : local;
    };
    return [isTyped ? name : named, values.map((value) => value.split(',').map(written).join(','))];
  });
  const together: Record<string, readonly string[]> = {};
  for (const [name, values] of pairs) together[name] = [...(together[name] ?? []), ...values];
  return together;
};

/**
 * Answers a search as a bundle. What is about a person is searched for within one record, which is one query of the table.
 * @param isFromBody whether the parameters came in a body, and not in an address
 * @throws {Problem} NotAcceptable, InvalidRequest, and as `openRecord`
 */
export const search = async (needs: SearchNeeds, type: Type, asked: RawQuery, caller: Caller, isFromBody: boolean): Promise<Reply> => {
  refuseOtherFormats(asked['_format'], caller.headers);
  const base = `${needs.apiBaseUrl()}/fhir`;
  const query = plain(type, searchedOf(type, asked, caller.headers), base);
  // an identifier of a body is looked up, and compared with nothing that is given out
  const { filters, order, paging } = searchOf(
    type,
    type === 'Patient' && query['identifier'] !== undefined ? { ...query, identifier: [] } : query,
  );
  const all = isCaseType(type)
    ? await foundOf(needs, type, query, caller, isFromBody)
    : questionnairesOf(needs.programmes.all(), needs.questionnaires());
  const page = pageOf(all.filter((resource) => filters.every((fits) => fits(resource))).toSorted(order), paging);
  const bundle = searchset(base, `${base}/${type}`, shownOf(query), page);
  return reply({ raw: { contentType: FHIR_JSON, text: JSON.stringify(bundle) } });
};
