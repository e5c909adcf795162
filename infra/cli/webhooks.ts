/** `npm run webhooks -- replay`: has the events of a time, or the dead letters, sent to a webhook once more. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { run, say, UsageError } from './deployment/command.ts';
import { systemCalls } from './system/calls.ts';

const USAGE = `npm run webhooks -- replay --subscription <id> [--from <instant>] [--to <instant>] [--dead] [--url <api> --token <token>]

  --subscription  the id of the webhook
  --from, --to    events that happened in this time, as 2026-03-01T10:00:00Z; both ends count
  --dead          only what was given up after its last attempt
  --url, --token  the API and an access token with webhooks.write (default: the local system that npm start has noted)

Each event keeps its id, so a receiver that has taken it knows it again; the header webhook-replay says that it is one.`;

const OPTIONS = {
  subscription: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  dead: { type: 'boolean' },
  url: { type: 'string' },
  token: { type: 'string' },
} as const;

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
};

const refuseUnlessInstant = (option: string, text: string | undefined): void => {
  if (text !== undefined && !z.iso.datetime().safeParse(text).success)
    throw new UsageError(`--${option} is "${text}"; it is an instant in UTC such as 2026-03-01T10:00:00Z`);
};

const Answer = z.object({ replayId: z.string() });

const replay = async (args: readonly string[]): Promise<void> => {
  const { values, positionals } = read(args);
  const { subscription, from, to, dead = false, ...system } = values;
  if (positionals.length !== 1 || positionals[0] !== 'replay') throw new UsageError('the command is replay');
  if (subscription === undefined || !z.uuid().safeParse(subscription).success)
    throw new UsageError('--subscription needs the id of a webhook');
  refuseUnlessInstant('from', from);
  refuseUnlessInstant('to', to);
  if (!dead && from === undefined) throw new UsageError('give --from, or --dead');
  const { apiUrl, call } = systemCalls(system);
  const wanted = { dead, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const { replayId } = Answer.parse(await call('POST', `/webhooks/${subscription}/replays`, wanted));
  say(`replay ${replayId} has begun`, `what it comes to: GET ${apiUrl}/webhooks/${subscription}/deliveries?state=retrying`);
};

process.exitCode = await run(() => replay(process.argv.slice(2)), USAGE);
