import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type AnySchema } from 'ajv';
import { parse } from 'yaml';

type Json = Readonly<Record<string, unknown>>;

/** Where GovStack's API definitions stand beside the project; undefined when they are not there. */
export const definitionsFolder = (): string | undefined => {
  const folder = fileURLToPath(new URL('../../../../shared/specs/govstack', import.meta.url));
  return existsSync(folder) ? folder : undefined;
};

/** One operation of a definition. */
export interface DefinedOperation {
  /** As `GET /services/{serviceId}`. */
  readonly route: string;
  /** Status codes that the definition knows. */
  readonly statuses: readonly string[];
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

/** `nullable` of OpenAPI 3.0 as JSON Schema says it. */
const withNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withNulls);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNulls(inner)]));
  return nullable === true && typeof rest['type'] === 'string' ? { ...rest, type: [rest['type'], 'null'] } : rest;
};

/** An API definition (OpenAPI 3, JSON or YAML): its operations, and in what an answer differs from what one says. */
export const apiDefinition = (...path: readonly string[]) => {
  const folder = definitionsFolder();
  if (folder === undefined) throw new Error('the API definitions are not beside the project');
  const document = withNulls(parse(readFileSync(join(folder, ...path), 'utf8'))) as Json & { paths: Record<string, Record<string, Json>> };
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, validateSchema: false });
  ajv.addSchema(document as AnySchema, 'definition');

  const resolved = (node: unknown): Json => {
    const { $ref } = (node ?? {}) as { $ref?: string };
    if ($ref === undefined) return (node ?? {}) as Json;
    return $ref
      .split('/')
      .slice(1)
      .reduce<unknown>((at, step) => (at as Json)[step], document) as Json;
  };
  const responsesOf = (route: string): Json => {
    const [method = '', at = ''] = route.split(' ');
    return (document.paths[at]?.[method.toLowerCase()]?.['responses'] ?? {}) as Json;
  };

  const operations: readonly DefinedOperation[] = Object.entries(document.paths).flatMap(([at, item]) =>
    Object.keys(item)
      .filter((method) => METHODS.includes(method))
      .map((method) => {
        const route = `${method.toUpperCase()} ${at}`;
        return { route, statuses: Object.keys(responsesOf(route)) };
      }),
  );

  return {
    operations,
    /** Everything in which an answer differs from its definition; an answer without a schema may be anything. */
    faultsOf(route: string, status: number, body: unknown): readonly string[] {
      const responses = responsesOf(route);
      if (!(String(status) in responses)) return [`${route} does not answer ${String(status)}`];
      const content = (resolved(responses[String(status)])['content'] ?? {}) as Record<string, { schema?: Json }>;
      const [schema] = Object.values(content).map((each) => each.schema);
      if (schema === undefined) return [];
      const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"definition#')) as AnySchema);
      return validate(body) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${route} ${instancePath} ${message ?? ''}`);
    },
  };
};
