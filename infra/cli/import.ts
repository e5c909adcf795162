/** `npm run import -- <folder>`: loads reference data into the building blocks of a running system. */
import { parseArgs } from 'node:util';
import { notedSystem, Running, tokenSource } from '../local/population/target.ts';
import { UnusableInput } from './command.ts';
import { run, say, Unready, UsageError } from './deployment/command.ts';
import { filesOf, type ImportFile } from './import/files.ts';
import { progressOf } from './import/progress.ts';
import { sendFile, type Refusal, type Target } from './import/send.ts';

const USAGE = `npm run import -- <folder> [--url https://... --token T] [--concurrency N] [--check]

  <folder>       its *.json files, in the order of their names: {"kind": "<block>/<collection>", "items": [{"id": ..., ...}]};
                 each item is put to /govstack/<block>/<collection>/<id>
  --url          the running system (default: the local one that npm start has noted)
  --token        an access token with the scopes exchange.use and exchange.manage (default: the noted one)
  --concurrency  requests under way at once (default: 4)
  --check        reads the files and sends nothing

  what is there already is put again and stays as it is; an import that was cut off goes on where it stopped
  exit code 0 when all was taken, 1 when something was refused or nothing answers, 2 when a file cannot be used`;

const OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  concurrency: { type: 'string', default: '4' },
  check: { type: 'boolean', default: false },
} as const;

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

const HERE = ['127.0.0.1', 'localhost', '[::1]'];

const addressOf = (text: string): string => {
  const url = URL.parse(text);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && HERE.includes(url.hostname))))
    throw new UsageError(`--url is "${text}"; it is an https address, or http on this machine`);
  return text.replace(/\/$/, '');
};

const targetOf = ({ url, token, concurrency }: { url?: string; token?: string; concurrency: string }): Target => {
  if (!/^[1-9]\d?$/.test(concurrency)) throw new UsageError(`--concurrency is "${concurrency}"; it is 1 to 99`);
  if (url !== undefined && token === undefined) throw new UsageError('--url needs --token');
  const noted = url === undefined ? notedSystem() : undefined;
  if (url === undefined && noted === undefined)
    throw new Unready('no local system is running here; start one with: npm start\nor say which: --url <address> --token <token>');
  const running = Running.parse({
    ...(url === undefined ? noted : { apiUrl: addressOf(url) }),
    ...(token === undefined ? {} : { token, client: undefined }),
  });
  return { url: running.apiUrl, token: tokenSource(running), concurrency: Number(concurrency) };
};

const tell = ({ name }: ImportFile, { record, status, reasons }: Refusal): void => {
  for (const reason of reasons) say(`  REFUSED ${name} ${record.pointer} (${record.id}): HTTP ${String(status)} ${reason}`);
};

const load = async (args: readonly string[]): Promise<void> => {
  const { values, positionals } = read(args);
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new UsageError('name one folder');
  const files = filesOf(folder);
  if (values.check) {
    for (const { name, kind, records } of files) say(`${name}: ${kind}, ${String(records.length)} items`);
    return;
  }
  const { url, token } = values;
  const target = targetOf({
    concurrency: values.concurrency,
    ...(url === undefined ? {} : { url }),
    ...(token === undefined ? {} : { token }),
  });
  let refusals = 0;
  for (const file of files) {
    const { taken, before, refused } = await sendFile(target, file, progressOf(file, target.url));
    const earlier = before === 0 ? '' : `, ${String(before)} by an import before this`;
    say(
      `${file.name}: ${file.kind}, ${String(taken)} of ${String(file.records.length)} taken${earlier}, ${String(refused.length)} refused`,
    );
    for (const refusal of refused) tell(file, refusal);
    refusals += refused.length;
  }
  if (refusals > 0) throw new Error(`${String(refusals)} items were refused`);
};

process.exitCode = await run(async () => {
  try {
    await load(process.argv.slice(2));
  } catch (error) {
    throw error instanceof UnusableInput ? new UsageError(error.message) : error;
  }
}, USAGE);
