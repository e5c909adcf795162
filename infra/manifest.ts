/**
 * What the build says about every function it bundled: the contract between `functions/` and `infra/`, so that the stacks
 * know each route, task and fact without importing a line of a function's code.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Held by every client and by the staff application: by it the gateway lets a token in, and the function says which scope is missing. */
export const ENTRY_SCOPE = 'exchange.use';

const SCOPE = /^nestling\/[a-z-]+\.[a-z-]+$/;

export const Route = z
  .object({
    method: z.enum(METHODS),
    path: z
      .string()
      .regex(/^(\/([A-Za-z0-9._$-]+|\{[A-Za-z]+\+?\}|\{[A-Za-z]+\}\.\{[A-Za-z]+\}))+$/, 'a path such as /cases/{caseId}/visits'),
    scope: z
      .string()
      .regex(SCOPE, 'a scope such as nestling/registration.write')
      .nullable()
      .describe('The OAuth scope a caller needs; null opens the route to everybody.'),
    operationId: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
    body: z.boolean().describe('Whether the request has to carry a JSON object.'),
    metered: z.boolean().optional().describe('Whether the caller has to name its usage plan with an API key.'),
    summary: z.string().optional(),
    status: z.number().int().optional().describe('What it answers when it does what was asked.'),
    roles: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('The staff groups that may call it; absent for partner systems and open routes.'),
  })
  .readonly();
export type Route = z.infer<typeof Route>;

const JsonSchema = z.record(z.string(), z.json());

/** A route with the schemas of its parts, as an entry describes it; the stacks need no schemas, the API's description does. */
export const DescribedRoute = z.strictObject({
  ...Route.unwrap().shape,
  schemas: z.strictObject({ path: JsonSchema, query: JsonSchema, body: JsonSchema, response: JsonSchema }).optional(),
});
export type DescribedRoute = z.infer<typeof DescribedRoute>;

const Scopes = z
  .array(z.string().regex(SCOPE))
  .describe('Scopes that the function itself asks for, beside those of its routes, where it routes by itself.');
const Tasks = z.array(z.string().regex(/^[A-Z][A-Za-z0-9]*$/)).min(1);
const Facts = z.array(z.string().regex(/^[A-Z][A-Za-z0-9]*\.v[1-9][0-9]*$/));
const Kinds = z
  .record(Facts.element, z.array(z.string()).min(1))
  .default({})
  .describe('By fact: the values of `kind` in its data that concern the function; all where a fact is not named.');

const OTHERS = [
  z.strictObject({ kind: z.literal('tasks'), tasks: Tasks }),
  z.strictObject({
    kind: z.literal('subscribers'),
    facts: Facts.min(1),
    kinds: Kinds,
  }),
  z.strictObject({ kind: z.literal('sweeps'), sweeps: Tasks }),
  z.strictObject({
    kind: z.literal('consumers'),
    facts: Facts.describe('What the bus puts into its queue; none where only topics do.'),
    kinds: Kinds,
  }),
  z.strictObject({ kind: z.literal('relay') }),
] as const;

/** What an entry says of itself: its `manifest` export. */
export const DescribedEntry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('api'),
    routes: z.array(DescribedRoute).min(1),
    scopes: Scopes.optional(),
    operations: z
      .array(DescribedRoute)
      .optional()
      .describe('What callers find behind the routes, where a function routes by itself; the routes themselves are not described then.'),
  }),
  ...OTHERS,
]);
export type DescribedEntry = z.infer<typeof DescribedEntry>;

/** The same without schemas. */
export const EntryManifest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('api'), routes: z.array(Route).min(1), scopes: Scopes.optional() }),
  ...OTHERS,
]);
export type EntryManifest = z.infer<typeof EntryManifest>;

const Built = z.object({ entry: z.string(), bytes: z.number().int().positive() });
export type BuiltFunction = z.infer<typeof Built> & EntryManifest;
export type FunctionKind = EntryManifest['kind'];

const Manifest = z.strictObject({
  functions: z.record(z.string(), z.looseObject({ entry: z.string(), bytes: z.number() })),
});

export interface Manifest {
  readonly functions: Readonly<Record<string, BuiltFunction>>;
}

/**
 * Reads `manifest.json` from the build's folder.
 * @throws Error when nothing has been built or the file is not a manifest
 */
export const readManifest = (folder: string): Manifest => {
  const read = (): string => {
    try {
      return readFileSync(`${folder}/manifest.json`, 'utf8');
    } catch (cause) {
      throw new Error(`no built functions in ${folder}: run npm run build first`, { cause });
    }
  };
  const { functions } = Manifest.parse(JSON.parse(read()));
  return {
    functions: Object.fromEntries(
      Object.entries(functions).map(([name, { entry, bytes, ...described }]) => [
        name,
        { ...Built.parse({ entry, bytes }), ...EntryManifest.parse(described) },
      ]),
    ),
  };
};

/** Every route of every function, in the order of paths, then methods. */
export const routesOf = (manifest: Manifest): readonly (Route & { functionName: string })[] =>
  Object.entries(manifest.functions)
    .flatMap(([functionName, built]) => (built.kind === 'api' ? built.routes.map((route) => ({ ...route, functionName })) : []))
    .sort((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`));

/** The scopes that the routes ask for, and the one that lets in, without the resource server's name: `registration.write`. */
export const scopesOf = (manifest: Manifest): readonly string[] => {
  const asked = Object.values(manifest.functions)
    .flatMap((built) => (built.kind === 'api' ? [...built.routes.map(({ scope }) => scope), ...(built.scopes ?? [])] : []))
    .flatMap((scope) => (scope === null ? [] : [scope.slice(scope.indexOf('/') + 1)]));
  return [...new Set([ENTRY_SCOPE, ...asked])].sort();
};
