/** Forms that the ministry has set up: their JSON schema, and what somebody filled in. */
import * as z from 'zod';
import type { Fault } from '../../kernel/problem.ts';
import { faultsOf } from '../../runtime/request.ts';

type Schema = Parameters<typeof z.fromJSONSchema>[0];

/** What keeps a form from being checked by its schema; undefined when it can be. */
export const schemaFault = (schema: unknown): string | undefined => {
  try {
    z.fromJSONSchema(schema as Schema);
    return undefined;
  } catch (error) {
    return `is no JSON schema that a form can be checked by: ${error instanceof Error ? error.message : String(error)}`;
  }
};

/** Where what was filled in does not fit the form. */
export const formFaults = (schema: unknown, data: unknown): readonly Fault[] => {
  const checked = z.fromJSONSchema(schema as Schema).safeParse(data);
  return checked.success ? [] : faultsOf('body/formData/data', checked.error);
};
