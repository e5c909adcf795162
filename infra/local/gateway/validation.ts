import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Json } from '../json.ts';
import { parseJson } from '../json.ts';
import type { Method } from './body.ts';
import { GatewayRefusal } from './refusals.ts';

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const validators = new WeakMap<object, ValidateFunction>();

const validatorOf = (schema: Record<string, unknown>): ValidateFunction => {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  // models name draft 4, which differs from what the validator speaks in nothing that gateways use
  const rules = Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));
  const compiled = ajv.compile(rules);
  validators.set(schema, compiled);
  return compiled;
};

const typeOf = (value: Json): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
};

/** Words an error as API Gateway's validator does, as far as its wording is known. */
const word = ({ keyword, params, message }: ErrorObject, body: Json): string => {
  if (keyword === 'required') return `object has missing required properties (${JSON.stringify([params['missingProperty']])})`;
  if (keyword === 'type')
    return `instance type (${typeOf(body)}) does not match any allowed primitive type (allowed: ${JSON.stringify([params['type']].flat())})`;
  if (keyword === 'additionalProperties')
    return `object instance has properties which are not allowed by the schema: ${JSON.stringify([params['additionalProperty']])}`;
  return message ?? keyword;
};

/**
 * Checks the body by the model of its content type; without a model for that type it passes, as in API Gateway.
 * @throws GatewayRefusal BAD_REQUEST_BODY
 */
export const validateBody = ({ models }: Method, contentType: string | undefined, body: string | null): void => {
  const type = (contentType ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
  const schema = models?.[type];
  if (schema === undefined) return;
  let parsed: Json;
  try {
    parsed = parseJson(body ?? '');
  } catch {
    throw new GatewayRefusal('BAD_REQUEST_BODY', undefined, 'Invalid JSON');
  }
  const validate = validatorOf(schema);
  if (validate(parsed)) return;
  throw new GatewayRefusal('BAD_REQUEST_BODY', undefined, `[${(validate.errors ?? []).map((error) => word(error, parsed)).join(', ')}]`);
};

/** @throws GatewayRefusal BAD_REQUEST_PARAMETERS naming what is missing */
export const validateParameters = (
  { requiredParameters }: Method,
  given: {
    readonly header: Readonly<Record<string, string>>;
    readonly querystring: Readonly<Record<string, string>>;
    readonly path: Readonly<Record<string, string>>;
  },
): void => {
  const missing = requiredParameters.flatMap((name) => {
    const [, , place = '', ...rest] = name.split('.');
    const key = rest.join('.');
    const values =
      place === 'header' ? given.header[key.toLowerCase()] : place === 'querystring' ? given.querystring[key] : given.path[key];
    return values === undefined || values === '' ? [key] : [];
  });
  if (missing.length > 0)
    throw new GatewayRefusal('BAD_REQUEST_PARAMETERS', `Missing required request parameters: [${missing.join(', ')}]`);
};
