/** What bundles leave out: parts of libraries that no function uses at run time, and that would make every cold start longer. */
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

const requireFresh = createRequire(import.meta.url);

/** Ways to sign in that a function never takes (Lambda, and the local system, give credentials by environment), and streams that it never opens. */
export const NEVER_LOADED = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/core/event-streams',
  '@smithy/credential-provider-imds',
];

/** Where the numbering plan of a country holds how its numbers are printed, which is two thirds of the whole plan. */
const FORMATS_PLACE = 4;

/** Leaves out of the numbering plans how numbers are printed: they are parsed and checked here, and kept as E.164. */
export const plansWithoutFormats: Plugin = {
  name: 'plans-without-formats',
  setup(build) {
    build.onLoad({ filter: /libphonenumber-js.metadata\.min\.json/ }, ({ path }) => {
      const { countries, ...rest } = requireFresh(path.replace(/\.json\.js$/, '.json')) as { countries: Record<string, unknown[]> };
      const slim = Object.entries(countries).map(([country, plan]) => [
        country,
        plan.map((part, place) => (place === FORMATS_PLACE ? 0 : part)),
      ]);
      return { contents: JSON.stringify({ ...rest, countries: Object.fromEntries(slim) as unknown }), loader: 'json' };
    });
  },
};

const EXPORTED = /^export (?:function|const) (\w+)|^export \{ \w+ as (\w+) \};/gm;

const DESCRIPTION = /\s*\.describe\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`),?\s*\)/g;

/** Leaves out what is said of schemas and how they are written down as JSON Schema: the build has done that for the description of the API. */
export const schemasWithoutDescription: Plugin = {
  name: 'schemas-without-description',
  setup(build) {
    build.onLoad({ filter: /zod.v4.core.(json-schema-processors|to-json-schema)\.js$/ }, ({ path }) => {
      const names = [...readFileSync(path, 'utf8').matchAll(EXPORTED)].map(([, name, alias]) => name ?? alias ?? '');
      const lines = names.map((name) =>
        /^create\w+Method$/.test(name) ? `export const ${name} = () => refuse;` : `export { refuse as ${name} };`,
      );
      return {
        contents: [`const refuse = () => { throw new Error('schemas are described by the build'); };`, ...lines].join('\n'),
        loader: 'js',
      };
    });
    build.onLoad({ filter: /functions[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(DESCRIPTION, ''),
      loader: 'ts',
    }));
  },
};

/** Where JSON Schema is read, takes of all kinds of schemas and checks those that it makes: it would have them all, to find them by name. */
export const schemasReadByName: Plugin = {
  name: 'schemas-read-by-name',
  setup(build) {
    build.onLoad({ filter: /zod.v4.classic.from-json-schema\.js$/ }, ({ path }) => {
      const checks = new Set([...readFileSync(join(dirname(path), 'checks.js'), 'utf8').matchAll(/ as (\w+)/g)].map(([, name]) => name));
      const from = (name: string): string => (name === 'iso' ? '_iso' : checks.has(name) ? `_checks.${name}` : `_schemas.${name}`);
      const contents = readFileSync(path, 'utf8')
        .replace(/^const z = \{[\s\S]*?^\};$/m, '')
        .replace(/\bz\s*\.(\w+)/g, (_, name: string) => from(name));
      return { contents, loader: 'js' };
    });
  },
};

/** The error of whoever reads phone numbers is a class of the language: what older languages need to make one stays away. */
export const numberErrorAsClass: Plugin = {
  name: 'number-error-as-class',
  setup(build) {
    build.onLoad({ filter: /libphonenumber-js.es6.ParseError\.js$/ }, () => ({
      contents: `export default class ParseError extends Error { name = 'ParseError'; }`,
      loader: 'js',
    }));
  },
};

/** Leaves out the fonts of a symbol's caption: the card writes the number itself, in the fonts of whoever prints it. */
export const symbolsWithoutFonts: Plugin = {
  name: 'symbols-without-fonts',
  setup(build) {
    build.onLoad({ filter: /bwip-js-node\.mjs$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^FontLib\.loadFont\("OCR-[AB]".*$/gm, ''),
      loader: 'js',
    }));
  },
};

const ERROR_CLASS =
  /export class (\w+) extends __BaseException \{\n {4}static shapeId = ("[^"]+");\n {4}name = ("\w+");\n {4}\$fault = ("\w+");([\s\S]*?)\n\}/g;
const OWN_FIELD = /this\.(\w+) = opts\.\w+;/g;

/** Writes the errors of a client of AWS, nearly all of one shape, as that shape and a line each. */
export const errorsOfOneShape: Plugin = {
  name: 'errors-of-one-shape',
  setup(build) {
    build.onLoad({ filter: /client-[\w-]+.dist-es.models.errors\.js$/ }, ({ path }) => {
      const lines = readFileSync(path, 'utf8').replace(
        ERROR_CLASS,
        (whole: string, exported: string, shape: string, name: string, fault: string, body: string) => {
          if (body.includes('$retryable')) return whole;
          const fields = [...body.matchAll(OWN_FIELD)].map(([, field = '']) => field);
          return `export const ${exported} = /* @__PURE__ */ errorOf(${shape}, ${name}, ${fault}, ${JSON.stringify(fields)});`;
        },
      );
      return {
        contents: `${lines}
          function errorOf(shapeId, name, $fault, fields) {
            return class extends __BaseException {
              static shapeId = shapeId;
              name = name;
              $fault = $fault;
              constructor(opts) {
                super({ name, $fault, ...opts });
                Object.setPrototypeOf(this, new.target.prototype); // the base class sets its own
                for (const field of fields) this[field] = opts[field];
              }
            };
          }`,
        loader: 'js',
      };
    });
  },
};

const SCHEMA = /^export var (\w+\$) = (\[[^\n]*\]|\[[^\n]*\n[\s\S]*?\n\]);$/gm;
const ERROR = /^(export var (\w+)\$ = \[-3, n0, ([\s\S]*?)\n\];)\n\w+\.registerError\(\2\$, \2\);$/gm;
const CODE_OF_QUERY = /\[_aQE\]: \[`(\w+)`/;
const REPEATABLE = /^export class (\w+) (?:(?!^\})[\s\S])*\$retryable/gm;

/** Every word in the sources of functions that could name an error. */
const wordsIn = (root: string): ReadonlySet<string> =>
  new Set(
    globSync('functions/**/*.ts', { cwd: root }).flatMap((file) => readFileSync(join(root, file), 'utf8').match(/\b[A-Z]\w+/g) ?? []),
  );

/**
 * Leaves out the shapes of those calls of AWS that no function makes: each is marked as what may go when nobody names it. Of a service's
 * errors those stay that a function names, by class or by code, or that are tried again for their class; any other is thrown as the
 * client's base error, with its name, message and fields.
 */
export const shapesOfCallsMade: Plugin = {
  name: 'shapes-of-calls-made',
  setup(build) {
    const { absWorkingDir = process.cwd() } = build.initialOptions;
    let words: ReadonlySet<string> | undefined;
    build.onLoad({ filter: /client-[\w-]+.dist-es.schemas.schemas_0\.js$/ }, ({ path }) => {
      const named = (words ??= wordsIn(absWorkingDir));
      const errors = readFileSync(join(dirname(dirname(path)), 'models/errors.js'), 'utf8');
      const repeatable = new Set([...errors.matchAll(REPEATABLE)].map(([, name]) => name));
      const schemas = readFileSync(path, 'utf8').replace(ERROR, (whole: string, schema: string, name: string, traits: string) =>
        named.has(name) || named.has(CODE_OF_QUERY.exec(traits)?.[1] ?? name) || repeatable.has(name) ? whole : schema,
      );
      return { contents: schemas.replace(SCHEMA, 'export var $1 = /* @__PURE__ */ (() => ($2))();'), loader: 'js' };
    });
  },
};

/** Of a client's package file only the version, which goes into the user agent. */
export const packagesByVersion: Plugin = {
  name: 'packages-by-version',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk.client-[\w-]+.package\.json$/ }, ({ path }) => {
      const { name, version } = requireFresh(path) as { name: string; version: string };
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

/** DynamoDB names no other endpoints here: what would remember them is not loaded. */
export const noEndpointCache: Plugin = {
  name: 'no-endpoint-cache',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk.endpoint-cache.dist-es.index\.js$/ }, () => ({
      contents: 'export class EndpointCache {}',
      loader: 'js',
    }));
  },
};

/** The client of S3 makes ready for event streams when it is loaded, for an operation that no function calls. */
export const eventStreamsNeverOpened: Plugin = {
  name: 'event-streams-never-opened',
  setup(build) {
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'event-streams', namespace: 'never-opened' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'never-opened' }, () => ({
      contents: 'export const resolveEventStreamSerdeConfig = (config) => config; export const eventStreamSerdeProvider = () => ({});',
      loader: 'js',
    }));
    build.onLoad({ filter: /signature-v4.dist-es.HeaderFormatter\.js$/ }, () => ({
      contents: 'export class HeaderFormatter {}',
      loader: 'js',
    }));
  },
};

/** Hashes in JavaScript stand in for those of Node where there are none, and Node always has its own. */
export const hashesOfNode: Plugin = {
  name: 'hashes-of-node',
  setup(build) {
    build.onLoad({ filter: /Sha(1|256)Js\.js$/ }, ({ path }) => ({
      contents: `export class ${basename(path, '.js')} {}`,
      loader: 'js',
    }));
  },
};

/** Of the regions of AWS the names that people read. */
export const regionsWithoutNames: Plugin = {
  name: 'regions-without-names',
  setup(build) {
    build.onLoad({ filter: /util-endpoints.lib.aws.partitions\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/"description": "[^"]*"/g, ''),
      loader: 'js',
    }));
  },
};

/** Everything that bundles leave out or shorten. */
export const SLIMMING: readonly Plugin[] = [
  plansWithoutFormats,
  schemasWithoutDescription,
  schemasReadByName,
  numberErrorAsClass,
  symbolsWithoutFonts,
  errorsOfOneShape,
  shapesOfCallsMade,
  packagesByVersion,
  noEndpointCache,
  eventStreamsNeverOpened,
  hashesOfNode,
  regionsWithoutNames,
];
