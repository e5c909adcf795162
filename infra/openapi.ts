/** The API's description (OpenAPI 3.1), made from the schemas by which the functions check requests and answers. */
import { ENTRY_SCOPE, type DescribedRoute } from './manifest.ts';

type Schema = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

const PROBLEM: Schema = {
  type: 'object',
  description: 'Why a request was refused (RFC 9457).',
  required: ['type', 'title'],
  properties: {
    type: { type: 'string', description: 'The refusal by its one name: urn:nestling:problem:<name>.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The request, for questions to the operator.' },
    errors: {
      type: 'array',
      items: { type: 'object', required: ['pointer', 'detail'], properties: { pointer: { type: 'string' }, detail: { type: 'string' } } },
    },
    currentStatus: { type: 'string' },
    allowed: { type: 'array', items: { type: 'string' } },
  },
};

const withoutDialect = (schema: Schema): Schema => Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema'));

/** Names, types and rules of path or query parameters, from the object schema that holds them. */
const parametersOf = (place: 'path' | 'query', schema: Schema | undefined): readonly Schema[] => {
  const properties = isRecord(schema?.['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema?.['required']) ? schema['required'] : [];
  return Object.entries(properties).map(([name, type]) => {
    const { description, ...rule } = isRecord(type) ? type : {};
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rule,
    };
  });
};

const idempotencyKey: Schema = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Makes a repeat of this request a read of its first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const operationOf = ({
  operationId,
  method,
  scope,
  body,
  metered,
  summary,
  status = 200,
  roles = [],
  schemas,
}: DescribedRoute): Schema => ({
  operationId,
  ...(summary === undefined ? {} : { summary }),
  ...(roles.length === 0 ? {} : { description: `Staff: ${roles.join(', ')}.` }),
  security: scope === null ? [] : [{ oauth: [scope], ...(metered === true ? { apiKey: [] } : {}) }],
  parameters: [
    ...parametersOf('path', schemas?.path),
    ...parametersOf('query', schemas?.query),
    ...(method === 'POST' ? [idempotencyKey] : []),
  ],
  ...(body
    ? { requestBody: { required: true, content: { 'application/json': { schema: withoutDialect(schemas?.body ?? { type: 'object' }) } } } }
    : {}),
  responses: {
    [String(status)]: { description: 'Done', content: { 'application/json': { schema: withoutDialect(schemas?.response ?? {}) } } },
    default: { description: 'Refused', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
  },
});

/** Describes the API; the address and the token's issuer differ by deployment and are left to the reader. */
export const openApiOf = (routes: readonly DescribedRoute[]): Schema => {
  const byPath = new Map<string, Record<string, Schema>>();
  for (const route of [...routes].sort((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`))) {
    byPath.set(route.path, { ...byPath.get(route.path), [route.method.toLowerCase()]: operationOf(route) });
  }
  const scopes = [...new Set(routes.flatMap(({ scope }) => (scope === null ? [] : [scope])))].sort();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Nestling',
      version: 'v1',
      description: 'A Mother and Child Tracking System: outreach to exit, one mother and her infant at a time.',
    },
    paths: Object.fromEntries(byPath),
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        oauth: {
          type: 'oauth2',
          description: `Beside the scopes that its calls ask for, every client holds nestling/${ENTRY_SCOPE}.`,
          flows: {
            clientCredentials: {
              tokenUrl: '/oauth2/token',
              scopes: Object.fromEntries(scopes.map((scope) => [scope, scope.replace(/^.*\//, '')])),
            },
          },
        },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
  };
};
