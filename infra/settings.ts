/**
 * Everything a ministry may choose without touching code: the `nestling` object of `cdk.json`, over which the command line may
 * put a stage and a programme. Unknown or impossible settings are refused by name.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';

/** CloudWatch keeps logs for certain numbers of days only. */
const LogRetentionDays = z.enum(RetentionDays).refine((days) => days !== RetentionDays.INFINITE, 'logs have to end');

const Rate = z.strictObject({
  requestsPerSecond: z.number().positive(),
  burst: z.number().int().positive().describe('Requests that may come at once.'),
});

const PartnerPlan = Rate.extend({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/),
  requestsPerDay: z.number().int().positive(),
}).describe('The usage plan of one partner system and its API key.');

const Schedule = z.string().regex(/^(cron|rate)\(.+\)$/, 'an EventBridge schedule such as cron(0 2 * * ? *) or rate(15 minutes), in UTC');

export const Settings = z.strictObject({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,15}$/, '1 to 16 lower-case letters and digits, beginning with a letter')
    .default('main')
    .describe('Names the stacks, so that several stages can live in one account and region.'),
  programme: z.string().default('functions/policy/programmes').describe('A programme file, or a folder of them.'),
  dueShards: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe('Partitions of the due index, for each sweep. Never change it while cases are due.'),
  protect: z.boolean().default(true).describe('Whether the foundation and all it holds refuse deletion, and outlive their stack.'),
  firewall: z.boolean().default(true).describe('Whether AWS WAF stands before the API.'),
  firewallRequestsPerAddress: z.number().int().min(100).default(10_000).describe('Requests from one address in five minutes.'),
  threatProtection: z.boolean().default(true).describe('Whether Cognito watches sign-ins for stolen passwords; it is billed by user.'),
  logRetentionDays: LogRetentionDays.default(RetentionDays.ONE_YEAR).describe('How long logs are kept, days.'),
  archiveDays: z.number().int().min(1).default(365).describe('How long the bus keeps facts for a replay.'),
  throttle: Rate.prefault({ requestsPerSecond: 200, burst: 400 }).describe('For all callers of the API together.'),
  partnerPlans: z.array(PartnerPlan).default([]),
  partners: z
    .record(z.string(), z.json())
    .default({})
    .describe(
      'Addresses and options of partner systems. A secret is written as a {{resolve:secretsmanager:...}} reference, which functions read when they start.',
    ),
  smsSender: z
    .string()
    .regex(/^[A-Za-z0-9]{1,11}$/)
    .default('Nestling')
    .describe('The sender that a mother sees, where her network shows one.'),
  smsPerSecond: z
    .number()
    .int()
    .min(1)
    .max(3000)
    .default(20)
    .describe('Texts a second that the gateway of the country takes; more of them wait in the queue.'),
  smsMonthlyAlarmUsd: z.number().positive().default(500).describe('An alarm rings when the texts of a month cost as much, USD.'),
  emailSender: z
    .email()
    .default('nestling@example.org')
    .describe('The address that e-mails come from; it, or its domain, has to be verified in SES.'),
  alertEmails: z.array(z.email()).default([]).describe('Staff who get every alarm.'),
  staffAppUrls: z
    .array(z.url())
    .min(1)
    .default(['https://localhost/signed-in'])
    .describe('Where the staff application may be returned to after sign-in.'),
  sweeps: z
    .strictObject({
      update: Schedule.default('cron(0 * * * ? *)').describe(
        'By the hour: what waits for a partner or for waking hours goes on within one.',
      ),
      exit: Schedule.default('cron(0 3 * * ? *)'),
      reconciliation: Schedule.default('cron(0 5 * * ? *)'),
    })
    .prefault({})
    .describe('When the sweeps run, as EventBridge schedules, UTC.'),
  reservedConcurrency: z
    .record(z.string(), z.number().int().positive())
    .default({})
    .describe('Copies of a function that may run at once, by function.'),
  partial: z.boolean().default(false).describe('Leaves out what is wired but not built. For tests of the infrastructure only.'),
});
export type Settings = z.infer<typeof Settings>;

/**
 * Parses settings, and says which one cannot be used and why.
 * @throws Error with one line for each fault
 */
export const parseSettings = (given: unknown): Settings => {
  const parsed = Settings.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'nestling'}: ${message}`);
  throw new Error(`these settings cannot be used:\n${faults.join('\n')}`);
};

const CdkJson = z.looseObject({ context: z.record(z.string(), z.json()) });

/** The context of `cdk.json`, split into our settings and what CDK itself reads. */
export const readContext = (file: string): { readonly nestling: unknown; readonly cdk: Readonly<Record<string, unknown>> } => {
  const { nestling, ...cdk } = CdkJson.parse(JSON.parse(readFileSync(file, 'utf8'))).context;
  return { nestling: nestling ?? {}, cdk };
};

export interface Invocation {
  readonly settings: Settings;
  readonly outFolder: string;
  readonly cdkContext: Readonly<Record<string, unknown>>;
  readonly buildFolder: string | undefined;
  readonly workflowFolder: string | undefined;
}

const OPTIONS = {
  stage: { type: 'string' },
  programme: { type: 'string' },
  partial: { type: 'boolean' },
  out: { type: 'string' },
  build: { type: 'string' },
  workflows: { type: 'string' },
} as const;

/** Reads `cdk.json` and the arguments of `npm run synth`, which go before it. */
export const readInvocation = (args: readonly string[], root: string): Invocation => {
  const { out, build, workflows, ...chosen } = parseArgs({ args: [...args], options: OPTIONS }).values;
  const { nestling, cdk } = readContext(resolve(root, 'cdk.json'));
  return {
    settings: parseSettings({ ...(nestling as object), ...chosen }),
    outFolder: resolve(out ?? process.env['CDK_OUTDIR'] ?? resolve(root, 'cdk.out')),
    cdkContext: cdk,
    buildFolder: build,
    workflowFolder: workflows,
  };
};
