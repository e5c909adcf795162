/** An application as it is sent: JSON as the definition says, or a form whose fields are texts. */
import * as z from 'zod';
import { unkeepable } from '../../../kernel/json.ts';
import { invalidRequest, Problem, type Fault } from '../../../kernel/problem.ts';
import type { Submitted } from '../records.ts';
import { formPointer, type Mapping } from './mapping.ts';

const jsonText = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    const read = JSON.parse(value) as unknown;
    return unkeepable(read, '') === undefined ? read : value;
  } catch {
    return value;
  }
};

const listed = (value: unknown): unknown => (typeof value === 'string' ? [value] : value);

const FormData = z.strictObject({
  data: z.record(z.string().max(100), z.json()).default({}),
  eFormId: z.string().min(1).max(128).optional(),
});

export const Submission = z.strictObject({
  applicantId: z.string().trim().min(1).max(128).describe("the applicant's account, as the sending system calls it"),
  applicationName: z.string().max(200).optional(),
  created: z.iso.datetime({ offset: true }).optional(),
  formData: z.preprocess(jsonText, FormData.optional()),
  documentUrls: z.preprocess(listed, z.array(z.string().min(1).max(500)).max(20).default([])),
});
export type Submission = z.output<typeof Submission>;

/** What of it is kept. */
export const submittedOf = ({ applicantId, applicationName, created, formData, documentUrls }: Submission): Submitted => ({
  applicantId,
  ...(applicationName === undefined ? {} : { applicationName }),
  ...(created === undefined ? {} : { created: new Date(created).toISOString() }),
  ...(formData?.eFormId === undefined ? {} : { eFormId: formData.eFormId }),
  ...(formData === undefined ? {} : { data: formData.data }),
  documentUrls,
});

/** A registration's faults where they stand in the form. */
export const inForm = (mapping: Mapping, errors: readonly Fault[]): readonly Fault[] =>
  errors.map(({ pointer, detail }) => ({ pointer: formPointer(mapping, pointer.replace(/^#\/body/, '')), detail }));

/** The same refusal, with the places of the form. */
export const refusalInForm = (problem: Problem, mapping: Mapping): Problem => {
  const { name, message, errors, currentStatus, allowed, cause } = problem;
  if (errors === undefined) return problem;
  const placed = inForm(mapping, errors);
  if (name === 'InvalidRequest') return invalidRequest(...placed);
  const detail = placed.map(({ pointer, detail: why }) => `${pointer} ${why}`).join('; ');
  return new Problem(name, detail === '' ? message : detail, {
    errors: placed,
    cause,
    ...(currentStatus === undefined ? {} : { currentStatus }),
    ...(allowed === undefined ? {} : { allowed }),
  });
};
