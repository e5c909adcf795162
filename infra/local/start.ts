import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assemble } from './assemble.ts';
import { startCountry, type Country } from './country.ts';
import { openDesk, type Desk } from './desk.ts';
import { curlOf, EXAMPLES } from './examples.ts';
import { FAMILIES, FROM } from './journey/families.ts';
import { walk } from './journey/walk.ts';

const USAGE = `npm start [-- options]
  --empty              serves only: no story
  --memory             keeps nothing between runs
  --fresh              forgets what an earlier run kept, and tells the story anew
  --port <number>      of the API (default 8080; then come the endpoint, the partners and the desk)
  --country-consent    the country has a consent block of its own (a sandbox), which decides in place of ours
  --country-messaging  the country has a Messaging block of its own (a sandbox), through which e-mails and texts leave
  --log                prints what functions log`;

const FOLDER = join(import.meta.dirname, '..', '..', '.nestling');
const RUNNING = join(FOLDER, 'running.json');
/** Is there once the story has been told to its end. */
const TOLD = join(FOLDER, 'data', 'told');

/** For longer than any clock is moved; a token on AWS lives for an hour. */
const TOKEN_SECONDS = 100 * 366 * 86_400;

const say = (line = ''): void => console.log(line);

/** Where things are, for a reader and for the other commands. */
const announce = async ({ local, partners }: Country, desk: Desk, startedInMs: number): Promise<void> => {
  const user = await local.token({
    user: 'supervisor-1',
    groups: ['supervisor', 'admin'],
    validSeconds: TOKEN_SECONDS,
  });
  const ofStaff = local.clients().find(({ flows }) => !flows.includes('client_credentials'))?.scopes ?? [];
  const testToken = await local.token({
    client: 'conformance-suite',
    scopes: [...ofStaff.filter((scope) => scope.startsWith('nestling/')), 'nestling/ministry', 'nestling/conformance.test'],
    validSeconds: TOKEN_SECONDS,
  });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(
    RUNNING,
    JSON.stringify(
      {
        apiUrl: local.apiUrl,
        endpointUrl: local.endpointUrl,
        partnersUrl: partners.baseUrl,
        deskUrl: desk.url,
        token: user,
        testToken,
        apiKeys: local.apiKeys,
      },
      null,
      2,
    ),
  );
  say(`Nestling runs on this machine (ready in ${(startedInMs / 1000).toFixed(1)} s).`);
  say(`  API            ${local.apiUrl}            description: ${local.apiUrl}/openapi.json`);
  say(`  AWS endpoint   ${local.endpointUrl}            for the AWS CLI: AWS_ENDPOINT_URL`);
  say(`  Partners       ${partners.baseUrl}            told what to do at ${partners.baseUrl}/control`);
  say(`  Desk           ${desk.url}            /sms /emails /events /executions /dead-letters /clock; POST /clock {"days": 1} moves it`);
  say(`  Token          a supervisor's, in ${RUNNING.replace(`${process.cwd()}/`, '')} with these addresses`);
  say(
    `  Try            curl -H "authorization: Bearer $(node -p "JSON.parse(fs.readFileSync('.nestling/running.json')).token")" ${local.apiUrl}/health`,
  );
  say();
};

/** The base path of each building block and of FHIR, each with a request that works. */
const announceBlocks = ({ local }: Country): void => {
  say('Building blocks and FHIR, each with a request (T is a token for trying):');
  say(`  T=$(node -p "JSON.parse(fs.readFileSync('.nestling/running.json')).testToken")`);
  for (const example of EXAMPLES) say(`  ${example.base.padEnd(31)} ${curlOf(local.apiUrl, '$T', example)}`);
  say();
};

/** Set once somebody has asked for the end: what is cut off by it is no fault. */
let ending: Promise<void> | undefined;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      empty: { type: 'boolean' },
      memory: { type: 'boolean' },
      fresh: { type: 'boolean' },
      port: { type: 'string', default: '8080' },
      'country-consent': { type: 'boolean' },
      'country-messaging': { type: 'boolean' },
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
  const isTold = existsSync(TOLD) && values.memory !== true && values.fresh !== true;
  // a story is told once, from its first day; one that was cut off is told again
  const tells = values.empty !== true && !isTold;
  if (values.fresh === true || (tells && values.memory !== true)) rmSync(folder, { recursive: true, force: true });
  const assembly = await assemble(FOLDER);
  const country = await startCountry({
    assembly,
    ...(values.memory === true ? {} : { folder }),
    ports: { api: port, endpoint: port + 1 },
    partnersPort: port + 2,
    ownConsentBlock: values['country-consent'] === true,
    ownMessagingBlock: values['country-messaging'] === true,
    clock: tells ? { start: FROM, mode: 'manual' } : { mode: values.empty === true ? 'real' : 'manual' },
    log: (source, line) => {
      if (values.log === true) process.stderr.write(`${source}: ${line.trimEnd()}\n`);
    },
  });
  const desk = await openDesk(country, port + 3);
  const end = (): void => {
    ending ??= Promise.all([country.stop(), desk.stop()]).then(() => {
      rmSync(RUNNING, { force: true });
      say('\nEverything that was started has ended.');
      process.exit(0);
    });
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);

  await announce(country, desk, performance.now() - began);
  announceBlocks(country);
  if (tells) {
    for (const { name, shows } of FAMILIES) say(`  ${name.padEnd(8)} ${shows}`);
    say();
    try {
      await walk(country, say);
      if (values.memory !== true) writeFileSync(TOLD, country.local.clock.now());
      say();
      say('The story is told; the system stays up, and time stands until the desk moves it. Ctrl-C ends it.');
    } catch (error) {
      if (ending !== undefined) throw error;
      // a reader may have broken a partner in the middle of it
      say();
      say(
        `The story cannot go on: ${error instanceof Error ? error.message : String(error)}. The system stays up as it is; Ctrl-C ends it.`,
      );
    }
  } else if (isTold) {
    say('The families and all they did are still here, as the story left them. -- --fresh tells it again. Ctrl-C ends it.');
  }
};

await main().catch(async (error: unknown) => {
  await ending;
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
