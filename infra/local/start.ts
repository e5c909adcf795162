import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assemble } from './assemble.ts';
import { startCountry, type Country } from './country.ts';
import { FAMILIES, FROM } from './journey/families.ts';
import { STAFF_SCOPES } from './journey/hands.ts';
import { walk } from './journey/walk.ts';

const USAGE = `npm start [-- options]
  --empty            serves only: no story
  --memory           keeps nothing between runs
  --fresh            forgets what an earlier run kept
  --port <number>    of the API (default 8080; the endpoint is one more, the partners two)
  --log              prints what functions log`;

const FOLDER = join(import.meta.dirname, '..', '..', '.nestling');
const RUNNING = join(FOLDER, 'running.json');

const say = (line = ''): void => console.log(line);

/** Where things are, for a reader and for the other commands. */
const announce = async ({ local, partners }: Country, startedInMs: number): Promise<void> => {
  const user = await local.token({
    user: 'supervisor-1',
    groups: ['supervisor', 'admin'],
    scopes: STAFF_SCOPES,
    validSeconds: 365 * 86_400,
  });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(
    RUNNING,
    JSON.stringify(
      { apiUrl: local.apiUrl, endpointUrl: local.endpointUrl, partnersUrl: partners.baseUrl, token: user, apiKeys: local.apiKeys },
      null,
      2,
    ),
  );
  say(`Nestling runs on this machine (ready in ${(startedInMs / 1000).toFixed(1)} s).`);
  say(`  API            ${local.apiUrl}            description: ${local.apiUrl}/openapi.json`);
  say(`  AWS endpoint   ${local.endpointUrl}            for the AWS CLI: AWS_ENDPOINT_URL`);
  say(`  Partners       ${partners.baseUrl}            told what to do at ${partners.baseUrl}/control`);
  say(`  Token          a supervisor's, in ${RUNNING.replace(`${process.cwd()}/`, '')} with these addresses`);
  say(
    `  Try            curl -H "authorization: Bearer $(node -p "JSON.parse(fs.readFileSync('.nestling/running.json')).token")" ${local.apiUrl}/health`,
  );
  say();
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      empty: { type: 'boolean' },
      memory: { type: 'boolean' },
      fresh: { type: 'boolean' },
      port: { type: 'string', default: '8080' },
      log: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    say(USAGE);
    return;
  }
  const port = Number(values.port);
  const began = performance.now();
  const folder = join(FOLDER, 'data');
  // the story has a calendar of its own and is told from its first day, so it never mixes with what is kept
  const tells = values.empty !== true;
  if (values.fresh === true || (tells && values.memory !== true)) rmSync(folder, { recursive: true, force: true });
  const assembly = await assemble(FOLDER);
  const country = await startCountry({
    assembly,
    ...(values.memory === true ? {} : { folder }),
    ports: { api: port, endpoint: port + 1 },
    partnersPort: port + 2,
    clock: tells ? { start: FROM, mode: 'manual' } : { mode: 'real' },
    log: (source, line) => {
      if (values.log === true) process.stderr.write(`${source}: ${line.trimEnd()}\n`);
    },
  });
  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending ??= country.stop().then(() => {
      rmSync(RUNNING, { force: true });
      say('\nEverything that was started has ended.');
      process.exit(0);
    });
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);

  await announce(country, performance.now() - began);
  if (tells) {
    for (const { name, shows } of FAMILIES) say(`  ${name.padEnd(8)} ${shows}`);
    say();
    await walk(country, say);
    say();
    say('The story is told; the system stays up. Ctrl-C ends it.');
  }
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
