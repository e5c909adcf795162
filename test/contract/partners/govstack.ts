import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type AnySchema } from 'ajv';
import { isScalar, isSeq, parseDocument, visit, type Document } from 'yaml';
import * as z from 'zod';

/** Where GovStack's API definitions stand beside the project; undefined when they are not there. */
export const sharedFolder = (): string | undefined => {
  const folder = fileURLToPath(new URL('../../../../shared/specs/govstack', import.meta.url));
  return existsSync(folder) ? folder : undefined;
};

const Parameter = z.object({
  name: z.string(),
  in: z.enum(['query', 'header', 'path']),
  required: z.boolean().optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
});
const Content = z.object({ 'application/json': z.object({ schema: z.record(z.string(), z.unknown()).optional() }) }).partial();
const Operation = z.object({
  parameters: z.array(z.unknown()).optional(),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })).optional(),
});
const Definition = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ parameters: z.record(z.string(), Parameter).optional() }).optional(),
});

/** One call and its answer, as they went over the wire. */
export interface Exchanged {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
}

/** JSON of a body, where there is one. */
export const jsonOf = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

/** A transport that keeps what went over it. */
export const listening = (): { readonly fetch: typeof fetch; readonly exchanged: Exchanged[] } => {
  const exchanged: Exchanged[] = [];
  return {
    exchanged,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      exchanged.push({
        method: init?.method ?? 'GET',
        url: new URL(z.string().parse(input)),
        headers: new Headers(init?.headers),
        body: jsonOf(z.string().default('').parse(init?.body)),
        status: response.status,
        answer: jsonOf(await response.clone().text()),
      });
      return response;
    },
  };
};

const templateMatches = (template: string, path: string): boolean => {
  const [pattern = ''] = template.split('?');
  return new RegExp(`^${pattern.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
};

const isNumeric = (schema: Readonly<Record<string, unknown>> | undefined): boolean =>
  schema?.['type'] === 'integer' || schema?.['type'] === 'number';

/** Some definitions write `parameters` twice in one operation, which YAML does not allow: both lists count. */
const withMergedParameters = (document: Document.Parsed): Document.Parsed => {
  visit(document, {
    Map(_key, map) {
      const [first, ...others] = map.items.filter(({ key }) => isScalar(key) && key.value === 'parameters');
      if (!isSeq(first?.value)) return;
      for (const other of others) if (isSeq(other.value)) first.value.items.push(...other.value.items);
      map.items = map.items.filter((item) => !others.includes(item));
    },
  });
  return document;
};

/**
 * Reads a definition and says what in an exchange does not keep to it. `without` names properties whose schemas are not valid JSON Schema in the
 * definition itself; they are left out.
 */
export const definitionOf = (file: string, without: readonly string[] = []) => {
  const text = readFileSync(file, 'utf8');
  const parsed = withMergedParameters(parseDocument(text, { uniqueKeys: false }));
  const document: unknown = parsed.toJS({ reviver: (key: unknown, value: unknown) => (without.includes(String(key)) ? {} : value) });
  const definition = Definition.parse(document);
  // what is written out counts before what a parameter stands for
  const byParameters = Object.entries(definition.paths).sort(([left], [right]) => left.split('{').length - right.split('{').length);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, validateSchema: false });
  ajv.addSchema(document as AnySchema, 'definition');

  const faultsOf = (what: string, schema: Readonly<Record<string, unknown>> | undefined, value: unknown): string[] => {
    if (schema === undefined) return [];
    const based = JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"definition#');
    const validate = ajv.compile(JSON.parse(based) as AnySchema);
    return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message ?? ''}`);
  };

  const parameterOf = (parameter: unknown): z.infer<typeof Parameter> => {
    const reference = z.object({ $ref: z.string() }).safeParse(parameter);
    const name = reference.data?.$ref.split('/').at(-1) ?? '';
    return Parameter.parse(reference.success ? definition.components?.parameters?.[name] : parameter);
  };

  return {
    /** Everything in which a call or its answer differs from the operation that `path` and method name. */
    faultsOf({ method, url, headers, body, status, answer }: Exchanged, path: string): string[] {
      const [, operations] = byParameters.find(([template]) => templateMatches(template, path)) ?? [];
      const operation = operations?.[method.toLowerCase()];
      if (operation === undefined) return [`${method} ${path} is not defined`];

      const ofParameters = (operation.parameters ?? []).map(parameterOf).flatMap(({ name, in: place, required, schema }) => {
        if (place === 'path') return [];
        const given = place === 'query' ? url.searchParams.get(name) : headers.get(name);
        if (given === null) return required === true ? [`${place} ${name} is missing`] : [];
        return faultsOf(`${place} ${name}`, schema, isNumeric(schema) ? Number(given) : given);
      });
      const ofBody = faultsOf('body', operation.requestBody?.content['application/json']?.schema, body);
      const response = operation.responses?.[String(status)];
      if (operation.responses !== undefined && response === undefined)
        return [...ofParameters, ...ofBody, `status ${status} is not defined`];
      return [...ofParameters, ...ofBody, ...faultsOf('answer', response?.content?.['application/json']?.schema, answer)];
    },
  };
};
