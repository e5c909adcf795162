import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from '../../../infra/build.ts';
import { kebab } from '../../../infra/constructs/workflow.ts';
import type { ContextWiring } from '../../../infra/constructs/wiring.ts';
import { CONTEXTS, EXCHANGE } from '../../../infra/contexts/all.ts';

/** A folder that is gone after the test run. */
export const temporaryFolder = (): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'nestling-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** Writes files below a folder; the keys are their paths. */
export const writeFiles = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

/** The source of an entry that describes itself so. */
export const entryOf = (manifest: unknown): string =>
  `export const manifest = ${JSON.stringify(manifest)};\nexport const handler = async () => ({ statusCode: 200 });\n`;

/** Contexts whose queue takes the messages of a topic, and no facts. */
const TOPIC_TAKERS: ReadonlySet<string> = new Set(['letters', 'conversations', 'govstack-email-events']);

/** Contexts whose subscriber is concerned with some kinds of a fact only. */
const CHOOSY: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  care: { 'ThingDone.v1': ['visit', 'contact'] },
  team: { 'ThingDone.v1': ['plan'], 'ThingBegun.v1': ['plan'] },
  reviews: { 'ThingDone.v1': ['review'] },
};

const described = (context: string, name: string): unknown => {
  // a client takes fifty scopes; the routes of building blocks ask for the one that lets in
  const scopeFor = (use: string): string =>
    `nestling/${context.startsWith('govstack-') ? 'exchange.use' : `${context.replace(/-.*$/, '')}.${use}`}`;
  const route = { scope: scopeFor('write'), operationId: `do${name}`, body: true };
  if (name.endsWith('Api')) {
    return {
      kind: 'api',
      routes: [
        { ...route, method: 'POST', path: `/${context}/{id}/things`, metered: context === 'payment' },
        {
          ...route,
          method: 'GET',
          path: `/${context}/{id}`,
          body: false,
          operationId: `read${name}`,
          scope: context === 'monitoring' ? null : scopeFor('read'),
        },
      ],
    };
  }
  if (name.endsWith('Tasks')) return { kind: 'tasks', tasks: ['DoThing'] };
  if (name.endsWith('Sweeps')) return { kind: 'sweeps', sweeps: ['DoThing'] };
  if (name.endsWith('Subscribers')) return { kind: 'subscribers', facts: ['ThingDone.v1', 'ThingBegun.v1'], kinds: CHOOSY[context] ?? {} };
  if (name.endsWith('Consumers')) return { kind: 'consumers', facts: TOPIC_TAKERS.has(context) ? [] : ['ThingDone.v1'] };
  return { kind: 'relay' };
};

const machine = (runs: readonly string[]): string =>
  JSON.stringify({
    StartAt: `Do ${runs[0] ?? ''}`,
    TimeoutSeconds: 3600,
    States: Object.fromEntries(
      runs.map((name, place) => [
        `Do ${name}`,
        {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          TimeoutSeconds: 60,
          Parameters: { FunctionName: `\${${name}}`, Payload: { task: 'DoThing', 'input.$': '$' } },
          ...(runs[place + 1] === undefined ? { End: true } : { Next: `Do ${runs[place + 1] ?? ''}` }),
        },
      ]),
    ),
  });

/** Every context, and two with a queue before their functions: one takes facts, the other a topic's messages. */
export const FIXTURE_CONTEXTS: readonly ContextWiring[] = [
  ...CONTEXTS,
  { name: 'parcels', functions: { ParcelsConsumers: { texts: true, consumes: { batchSize: 5, maxConcurrency: 8 } } } },
  { name: 'letters', functions: { LettersConsumers: { consumes: { topics: ['campaign'] } } } },
];

/** A small stand-in for every function and machine that is wired, built as the real ones are. */
export const buildFixture = async (
  root: string,
  contexts: readonly ContextWiring[] = [...FIXTURE_CONTEXTS, ...EXCHANGE],
): Promise<void> => {
  for (const { functions, workflows = {} } of contexts) {
    for (const name of Object.keys(functions)) {
      const [, context = '', kind = ''] = /^(.+)-(\w+)$/.exec(kebab(name)) ?? [];
      writeFiles(root, { [`functions/${context}/${kind}/index.ts`]: entryOf(described(context, name)) });
    }
    for (const [name, { runs }] of Object.entries(workflows))
      writeFiles(root, { [`statemachines/${kebab(name)}.asl.json`]: machine(runs) });
  }
  cpSync('functions/policy/programmes/DEFAULT.json', join(root, 'programmes/DEFAULT.json'));
  cpSync('functions/policy/programmes/operations', join(root, 'programmes/operations'), { recursive: true });
  await build({ root });
};
