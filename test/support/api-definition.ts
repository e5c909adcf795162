import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type AnySchema } from 'ajv';
import { parse } from 'yaml';
import * as z from 'zod';

/** A GovStack API definition beside the project, such as `payments/v1-bulk-payment.yaml`; undefined when it is not there. */
export const findDefinition = (file: string): string | undefined => {
  const path = fileURLToPath(new URL(`../../../shared/specs/govstack/${file}`, import.meta.url));
  return existsSync(path) ? path : undefined;
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const Schema = z.record(z.string(), z.unknown());
const Response = z.looseObject({
  $ref: z.string().optional(),
  content: z.record(z.string(), z.looseObject({ schema: Schema.optional() })).optional(),
});
const Operation = z.looseObject({ responses: z.record(z.string(), Response) });
const Definition = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** A definition as a provider is held to it: which operations there are, and whether an answer is one of them. */
export interface ApiDefinition {
  /** `GET /processes/{processId}`, in the order of the definition. */
  readonly operations: readonly string[];
  /** In what an answer differs from the operation of that name; nothing where it does not. */
  readonly faultsOf: (operation: string, answer: { readonly status: number; readonly body: unknown }) => readonly string[];
}

/** Reads a definition (JSON or YAML). */
export const apiDefinition = (file: string): ApiDefinition => {
  const document: unknown = parse(readFileSync(file, 'utf8'));
  const { paths } = Definition.parse(document);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, validateSchema: false });
  ajv.addSchema(document as AnySchema, 'definition');
  const found = new Map<string, z.infer<typeof Operation>>(
    Object.entries(paths).flatMap(([path, methods]) =>
      METHODS.flatMap((method) =>
        method in methods ? [[`${method.toUpperCase()} ${path}`, Operation.parse(methods[method])] as const] : [],
      ),
    ),
  );
  const resolved = (response: z.infer<typeof Response>): z.infer<typeof Response> =>
    response.$ref === undefined
      ? response
      : Response.parse(
          response.$ref
            .slice('#/'.length)
            .split('/')
            .reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document),
        );
  return {
    operations: [...found.keys()],
    faultsOf(operation, { status, body }) {
      const responses = found.get(operation)?.responses;
      if (responses === undefined) return [`${operation} is not defined`];
      const response = responses[String(status)] ?? responses['default'];
      if (response === undefined) return [`${operation} defines no status ${String(status)}`];
      const schema = Object.entries(resolved(response).content ?? {}).find(([type]) => /json|\*/.test(type))?.[1].schema;
      if (schema === undefined) return [];
      const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"definition#')) as AnySchema);
      return validate(body) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
    },
  };
};
