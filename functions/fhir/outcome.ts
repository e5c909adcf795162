import type { OperationOutcome, OperationOutcomeIssue, Resource } from '@medplum/fhirtypes';
import { reply, type Refusal, type RefusalWriter, type Reply } from '../runtime/operation.ts';

export const FHIR_JSON = 'application/fhir+json; charset=utf-8';

type IssueCode = OperationOutcomeIssue['code'];

const CODES: Readonly<Record<number, IssueCode>> = {
  400: 'invalid',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  406: 'not-supported',
  409: 'conflict',
  410: 'deleted',
  413: 'too-long',
  415: 'not-supported',
  422: 'business-rule',
  429: 'throttled',
  500: 'exception',
  503: 'transient',
};

const issuesOf = ({ status, title, detail, errors = [] }: Refusal): OperationOutcomeIssue[] => {
  const code = CODES[status] ?? 'processing';
  const severity = status >= 500 ? 'fatal' : 'error';
  if (errors.length === 0) return [{ severity, code, details: { text: title }, ...(detail === undefined ? {} : { diagnostics: detail }) }];
  return errors.map(({ pointer, detail: fault }) => ({
    severity,
    code,
    details: { text: title },
    diagnostics: `${pointer.replace(/^#\/(?:query|path|body)\//, '')} ${fault}`,
    expression: [pointer],
  }));
};

/** A refusal as an OperationOutcome: one issue for each fault, with the reason in words. */
export const asOutcome: RefusalWriter = (refusal) => {
  const outcome: OperationOutcome = { resourceType: 'OperationOutcome', issue: issuesOf(refusal) };
  return { contentType: FHIR_JSON, text: JSON.stringify(outcome) };
};

/**
 * A resource as an answer; its version is its ETag.
 * @param known the versions that the caller has, as its `If-None-Match` says them
 */
export const answered = (resource: Resource, known = ''): Reply => {
  const version = resource.meta?.versionId;
  const etag = `W/"${version ?? ''}"`;
  const headers = version === undefined ? {} : { etag };
  if (version !== undefined && known.split(',').some((one) => one.trim() === etag))
    return reply({ status: 304, headers, raw: { contentType: 'text/plain', text: '' } });
  return reply({ raw: { contentType: FHIR_JSON, text: JSON.stringify(resource) }, headers });
};
