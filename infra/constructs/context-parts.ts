import { RemovalPolicy } from 'aws-cdk-lib';
import { Policy, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILayerVersion } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { FoundationStack } from '../foundation-stack.ts';
import type { BuiltFunction, Manifest } from '../manifest.ts';
import type { Settings } from '../settings.ts';
import { acknowledge, acknowledgeFinding } from './acknowledgements.ts';
import type { Api } from './api.ts';
import { ContextFunction, timeoutSecondsOf } from './context-function.ts';
import { deadLetters } from './dead-letters.ts';
import * as grants from './grants.ts';
import { isForMothers, poolReturnUrl } from './national-sign-in.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { emailsLeaveBySes, partnersFor, textsLeaveBySns } from './partners-for.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { withReferences } from './secrets.ts';
import { Subscription } from './subscription.ts';
import { Sweep } from './sweep.ts';
import { variableOf, type ContextWiring, type FunctionWiring, type WorkflowWiring } from './wiring.ts';
import { isDefined, Workflow } from './workflow.ts';

export interface ContextPartsProps {
  readonly foundation: FoundationStack;
  readonly api: Api;
  readonly manifest: Manifest;
  readonly settings: Settings;
  readonly programmes: ILayerVersion;
  /** The build's folder, with `functions/<Name>`. */
  readonly buildFolder: string;
  /** The folder of state machines. @default - `statemachines/` of this repository */
  readonly workflowFolder: string | undefined;
  readonly logRetentionDays: RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
  readonly metricNamespace: string;
  /** Gives the functions names of their own, for a stack that the API's stack can't wait for. @default - CloudFormation names them */
  readonly namesFunctions?: boolean | undefined;
  /** Machines of another stack that functions of this one start, watch or stop. @default - none */
  readonly workflowsBeside?: Readonly<Record<string, Workflow>> | undefined;
}

/**
 * Makes what the contexts' wirings name. Functions come before the machines that run them, and machines before the functions that
 * start them, so that a circle is refused here and not at the deployment.
 */
export class ContextParts {
  readonly functions: Record<string, ContextFunction> = {};
  readonly workflows: Record<string, Workflow> = {};
  /** Dead letters, by what they are for. */
  readonly queues: Record<string, IQueue> = {};
  /** What waits for a function, by its name. */
  readonly backlogs: Record<string, IQueue> = {};
  readonly #scope: Construct;
  readonly #props: ContextPartsProps;
  readonly #wired: ReadonlyMap<string, { readonly context: string; readonly wiring: FunctionWiring }>;
  readonly #machines: ReadonlyMap<string, WorkflowWiring>;
  #workflowLog: LogGroup | undefined;
  readonly #underway: string[] = [];

  constructor(scope: Construct, contexts: readonly ContextWiring[], props: ContextPartsProps) {
    this.#scope = scope;
    this.#props = props;
    this.#wired = new Map(
      contexts.flatMap(({ name, functions }) => Object.entries(functions).map(([each, wiring]) => [each, { context: name, wiring }])),
    );
    this.#machines = new Map(contexts.flatMap(({ workflows = {} }) => Object.entries(workflows)));
    for (const [name] of this.#wired) if (name in props.manifest.functions) this.#function(name);
    for (const [name, { schedule }] of this.#machines) {
      const workflow = this.#workflow(name);
      if (workflow !== undefined && schedule !== undefined) this.#sweep(name, workflow, props.settings.sweeps[schedule]);
    }
    for (const [name, part] of Object.entries(this.functions)) this.#letAnswer(name, part, this.#wired.get(name)?.wiring.answers ?? []);
  }

  #log() {
    const { foundation, logRetentionDays, logRemovalPolicy } = this.#props;
    return { encryptionKey: foundation.keys.storage, retention: logRetentionDays, removalPolicy: logRemovalPolicy };
  }

  #built(name: string): BuiltFunction {
    const built = this.#props.manifest.functions[name];
    if (built === undefined) throw new Error(`${name} is not built; built are: ${Object.keys(this.#props.manifest.functions).join(', ')}`);
    return built;
  }

  /** Refuses to come back to what is being made. */
  #making<Part>(name: string, make: () => Part): Part {
    if (this.#underway.includes(name)) throw new Error(`a circle of functions and machines: ${[...this.#underway, name].join(' -> ')}`);
    this.#underway.push(name);
    const part = make();
    this.#underway.pop();
    return part;
  }

  #function(name: string): ContextFunction {
    return (this.functions[name] ??= this.#making(name, () => this.#makeFunction(name)));
  }

  #makeFunction(name: string): ContextFunction {
    const found = this.#wired.get(name);
    if (found === undefined) throw new Error(`${name} is wired in no infra/contexts file`);
    const built = this.#built(name);
    const { foundation, settings, buildFolder, programmes, logRetentionDays, logRemovalPolicy, api } = this.#props;
    const queue = built.kind === 'subscribers' || built.kind === 'relay' ? this.#queue(name) : undefined;
    const consumer = this.#consumer(name, built, found.wiring);
    const part = new ContextFunction(this.#scope, name, {
      kind: built.kind,
      functionName: this.#props.namesFunctions === true ? functionNameIn(settings.stage, name) : undefined,
      bundleFolder: `${buildFolder}/functions/${name}`,
      environment: this.#environment(found.context, found.wiring),
      statements: [
        ...this.#statements(found.wiring),
        ...(built.kind === 'api' && found.wiring.table === 'read' ? [grants.keepsRefusals(foundation.caseTable)] : []),
        ...(built.kind === 'relay' ? this.#relayStatements(name) : []),
        ...(consumer === undefined ? [] : grants.receives(consumer.queue, foundation.keys.storage)),
      ],
      storageKey: foundation.keys.storage,
      deadLetters: built.kind === 'subscribers' ? queue : undefined,
      layer: built.kind === 'relay' ? undefined : programmes,
      timeoutSeconds: found.wiring.timeoutSeconds,
      memoryMebibytes: found.wiring.memoryMebibytes,
      reservedConcurrency: settings.reservedConcurrency[name],
      logRetentionDays,
      logRemovalPolicy,
    });
    if (found.wiring.documents !== undefined) acknowledgeFinding(part, 'documentObjects', foundation.documents.objectsFinding);
    for (const [, { machine }] of this.#existing(found.wiring.manages ?? []))
      acknowledgeFinding(part, 'executions', grants.executionsFinding(machine));
    if (built.kind === 'api') api.serve(built.routes, part);
    if (built.kind === 'subscribers')
      new Subscription(this.#scope, `${name}Facts`, {
        bus: foundation.bus,
        facts: built.facts,
        kinds: built.kinds,
        subscriber: part,
        deadLetters: this.#queue(name),
      });
    consumer?.feed(part);
    if (built.kind === 'relay')
      new OutboxRelay(this.#scope, `${name}Stream`, { relay: part, streamArn: this.#streamArn(), deadLetters: this.#queue(name) });
    return part;
  }

  /** @throws Error where the function and its wiring do not agree */
  #consumer(name: string, built: BuiltFunction, { consumes, timeoutSeconds }: FunctionWiring): QueueConsumer | undefined {
    if ((built.kind === 'consumers') !== (consumes !== undefined))
      throw new Error(
        `${name} is of the kind ${built.kind}; a function of the kind consumers, and no other, is wired with what it consumes`,
      );
    if (built.kind !== 'consumers' || consumes === undefined) return undefined;
    const { topics: heard = [] } = consumes;
    if (built.facts.length === 0 ? heard.length === 0 : heard.length > 0)
      throw new Error(
        `${name} takes facts or the messages of topics: one of the two, since a text from outside must never be taken for a fact`,
      );
    const { foundation, settings } = this.#props;
    const { bus, keys, topics } = foundation;
    const consumer = new QueueConsumer(this.#scope, `${name}Backlog`, {
      deadLetters: this.#queue(name),
      storageKey: keys.storage,
      timeoutSeconds: timeoutSecondsOf(built.kind, timeoutSeconds),
      wiring: { ...consumes, ...(consumes.paced === undefined ? {} : { maxConcurrency: sendersFor(settings[consumes.paced]) }) },
    });
    if (built.facts.length > 0) consumer.takeFacts(bus, built.facts, built.kinds);
    for (const topic of heard) consumer.takeMessages(topic, topics[topic]);
    this.backlogs[name] = consumer.queue;
    return consumer;
  }

  #queue(name: string): IQueue {
    return (this.queues[name] ??= deadLetters(this.#scope, `${name}DeadLetters`, this.#props.foundation.keys.storage));
  }

  #streamArn(): string {
    const arn = this.#props.foundation.caseTable.table.tableStreamArn;
    if (arn === undefined) throw new Error('the table has no stream');
    return arn;
  }

  #relayStatements(name: string): readonly PolicyStatement[] {
    const key = this.#props.foundation.keys.storage;
    return [...grants.readsStream(this.#streamArn(), key), ...grants.sends(this.#queue(name), key)];
  }

  #environment(context: string, wiring: FunctionWiring): Record<string, string> {
    const { foundation, settings, api, metricNamespace } = this.#props;
    const started = this.#existing([...new Set([...(wiring.starts ?? []), ...(wiring.manages ?? [])])]);
    return {
      TABLE_NAME: foundation.caseTable.table.tableName,
      STAGE: settings.stage,
      DUE_SHARDS: String(settings.dueShards),
      PROGRAMMES_PATH: '/opt/programmes',
      POWERTOOLS_SERVICE_NAME: context,
      POWERTOOLS_METRICS_NAMESPACE: metricNamespace,
      ...(wiring.documents === undefined ? {} : { DOCUMENTS_BUCKET: foundation.documents.bucket.bucketName }),
      ...(wiring.publishes === undefined ? {} : { BUS_NAME: foundation.bus.eventBusName }),
      ...(wiring.keys === undefined ? {} : { KEY_ID: foundation.keys.identifiers.keyId, HASH_KEY_ID: foundation.keys.hashes.keyId }),
      ...(wiring.keys?.includes('sign') === true ? { SIGNING_KEY_ID: foundation.keys.signatures.keyId } : {}),
      ...(wiring.texts === undefined ? {} : { SMS_SENDER: settings.smsSender }),
      ...(wiring.emails === undefined
        ? {}
        : {
            EMAIL_SENDER: settings.emailSender,
            ...(emailsLeaveBySes(settings.partners) ? { EMAIL_CONFIGURATION: foundation.emails.configurationSetName } : {}),
          }),
      ...rateFor(wiring, settings),
      ...this.#partners(wiring).variables,
      ...([wiring.partners, wiring.texts, wiring.emails, wiring.address, wiring.nationalSignIn].every((use) => use === undefined)
        ? {}
        : { API_BASE_URL: api.baseUrl }),
      ...Object.fromEntries(started.map(([name, { machine }]) => [variableOf('WORKFLOW', name), machine.stateMachineArn])),
      ...Object.fromEntries((wiring.topics ?? []).map((name) => [variableOf('TOPIC', name), foundation.topics[name].topicArn])),
    };
  }

  /** What it is told of partners, and its right to the secrets therein. */
  #partners(wiring: FunctionWiring): ReturnType<typeof withReferences> {
    const { foundation, settings } = this.#props;
    return withReferences({
      ...partnersFor(wiring, settings.partners),
      ...signInFor(wiring, settings.partners, poolReturnUrl(foundation.staffAndClients.domain)),
    });
  }

  #statements(wiring: FunctionWiring): readonly PolicyStatement[] {
    const { caseTable, documents, keys, bus, topics, emails } = this.#props.foundation;
    const { emailSender, partners } = this.#props.settings;
    const started = this.#existing(wiring.starts ?? []).map(([, { machine }]) => machine);
    const managed = this.#existing(wiring.manages ?? []).map(([, { machine }]) => machine);
    return [
      ...(wiring.table === undefined ? [] : grants.usesTable(caseTable, wiring.table, wiring.indexes ?? [], keys.storage)),
      ...(wiring.documents === undefined ? [] : grants.usesDocuments(documents.bucket, wiring.documents, keys.storage)),
      ...grants.usesKeys(keys, wiring.keys ?? []),
      ...(wiring.publishes === undefined ? [] : [grants.publishes(bus)]),
      ...(started.length === 0 ? [] : [grants.starts(...started)]),
      ...(managed.length === 0 ? [] : grants.manages(...managed)),
      ...(wiring.texts === undefined || !textsLeaveBySns(partners) ? [] : [grants.texts()]),
      ...(wiring.emails === undefined || !emailsLeaveBySes(partners) ? [] : [grants.emails(emailSender, emails.configurationSetName)]),
      ...(wiring.topics ?? []).flatMap((name) => grants.announces(topics[name], keys.storage)),
      ...this.#partners(wiring).statements,
    ];
  }

  #existing(names: readonly string[]): readonly (readonly [string, Workflow])[] {
    return names.flatMap((name) => {
      const workflow = this.#workflow(name);
      return workflow === undefined ? [] : [[name, workflow] as const];
    });
  }

  /** The machine of that name; undefined only where a partial synthesis leaves it out. */
  #workflow(name: string): Workflow | undefined {
    const made = this.workflows[name] ?? this.#props.workflowsBeside?.[name];
    if (made !== undefined) return made;
    const wiring = this.#machines.get(name);
    if (wiring === undefined) throw new Error(`no context wires a machine ${name}; wired are: ${[...this.#machines.keys()].join(', ')}`);
    const { manifest, settings, workflowFolder } = this.#props;
    if (settings.partial && (!isDefined(name, workflowFolder) || wiring.runs.some((each) => !(each in manifest.functions))))
      return undefined;
    const workflow = this.#making(name, () => {
      const functions = Object.fromEntries(wiring.runs.map((each) => [each, { part: this.#function(each), built: this.#built(each) }]));
      return new Workflow(this.#scope, name, {
        functions,
        logGroup: (this.#workflowLog ??= new LogGroup(this.#scope, 'WorkflowLog', this.#log())),
        folder: workflowFolder,
      });
    });
    this.workflows[name] = workflow;
    return workflow;
  }

  /** Apart from the role itself, since a machine may run the very function that answers it. */
  #letAnswer(name: string, { role }: ContextFunction, answers: readonly string[]): void {
    const machines = this.#existing(answers).map(([, { machine }]) => machine);
    if (machines.length === 0) return;
    const policy = new Policy(this.#scope, `${name}Answers`, { roles: [role], statements: [grants.answers(...machines)] });
    acknowledge(policy, 'inlinePolicy');
  }

  #sweep(name: string, workflow: Workflow, schedule: string): void {
    new Sweep(this.#scope, `${name}Schedule`, { schedule, workflow, deadLetters: this.#queue('Schedules') });
  }
}

/** What one sender sends in a second while it waits for the gateway's answers, as a rule. */
const SENT_BY_ONE = 10;
/** The queue's own least. */
const LEAST_SENDERS = 2;

/** What a function is told of the national identity provider: whether there is one for mothers, or all of it where it signs people in. */
const signInFor = (
  { nationalSignIn }: FunctionWiring,
  { identityProvider }: Settings['partners'],
  staffReturnUrl: string,
): Record<string, string> => {
  if (nationalSignIn === undefined) return {};
  if (nationalSignIn === 'offers')
    return { NATIONAL_SIGN_IN: identityProvider !== undefined && isForMothers(identityProvider) ? 'yes' : 'no' };
  return { IDENTITY_PROVIDER: identityProvider === undefined ? '' : JSON.stringify(identityProvider), STAFF_RETURN_URL: staffReturnUrl };
};

/** How many senders work at once for a rate, texts a second. */
const sendersFor = (perSecond: number): number => Math.max(LEAST_SENDERS, Math.ceil(perSecond / SENT_BY_ONE));
/** Each one's share of the rate. */
const paceFor = (perSecond: number): number => perSecond / sendersFor(perSecond);

/** What a campaign may put into the queue, of what leaves it: the rest is for everybody else, so that nothing waits behind a campaign. */
const CAMPAIGN_SHARE = 0.5;

/** How fast one copy of a function may send texts, or put those of a campaign into the queue. */
const rateFor = ({ texts, feeds }: FunctionWiring, { smsPerSecond }: Settings): Record<string, string> => {
  if (feeds !== undefined) return { SMS_PER_SECOND: String(smsPerSecond * CAMPAIGN_SHARE) };
  return texts === undefined ? {} : { SMS_PER_SECOND: String(paceFor(smsPerSecond)) };
};

/** The namespace of a stage's own metrics. */
export const metricNamespaceOf = (stage: string): string => `Nestling/${stage}`;

/** How a function is called in AWS where it bears a name: `nestling-main-FhirApi`. */
const functionNameIn = (stage: string, name: string): string => `nestling-${stage}-${name}`;

/** How a stage keeps its logs. */
export const logsOf = (settings: Settings, foundation: FoundationStack) => ({
  storageKey: foundation.keys.storage,
  logRetentionDays: settings.logRetentionDays,
  logRemovalPolicy: settings.protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
});
