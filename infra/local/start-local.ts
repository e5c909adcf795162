import { join } from 'node:path';
import { encryptionOf } from './access/encryption.ts';
import { assume, root, type Principal } from './access/principal.ts';
import { rolesOf } from './access/policies.ts';
import { readAssembly } from './assembly/assembly.ts';
import { startAsynchronousEvents } from './delivery/asynchronous.ts';
import { startQueueMappings } from './delivery/queue-mappings.ts';
import { openTopics } from './delivery/topics.ts';
import { startBus } from './delivery/bus.ts';
import { openOutbox } from './delivery/outbox.ts';
import { openQueues } from './delivery/queues.ts';
import { resourcePoliciesOf } from './delivery/rules.ts';
import { startSchedules } from './delivery/schedule.ts';
import { startStreams } from './delivery/streams.ts';
import { startCallLog, type Service } from './endpoint/call.ts';
import { cognitoService } from './endpoint/cognito.ts';
import { dynamodbService } from './endpoint/dynamodb.ts';
import { startEndpoint } from './endpoint/endpoint.ts';
import { startEngine } from './endpoint/engine.ts';
import type { LocalServer } from './endpoint/http.ts';
import { kmsService } from './endpoint/kms.ts';
import { lambdaService } from './endpoint/lambda.ts';
import { eventsService, snsService, sqsService, stsService } from './endpoint/messaging.ts';
import { startPartnerProxy } from './endpoint/partner-proxy.ts';
import { filesIn, s3Service, type KeptObject } from './endpoint/s3.ts';
import { openEmails } from './endpoint/ses.ts';
import { statesService } from './endpoint/states.ts';
import { createTables } from './endpoint/tables.ts';
import { byName } from './assembly/names.ts';
import { functionsOf } from './functions/definition.ts';
import { accessKeyOf, variablesOf } from './functions/environment.ts';
import { startFunctions } from './functions/functions.ts';
import { readApi } from './gateway/api.ts';
import { startGateway } from './gateway/gateway.ts';
import { startUserPools } from './identity/user-pools.ts';
import type { JsonObject } from './json.ts';
import type { LocalOptions, LocalSystem } from './local-system.ts';
import { startIntegrations } from './machines/integrations.ts';
import { machinesOf } from './machines/machine-definition.ts';
import { startMachines, type Machines } from './machines/machines.ts';
import { startActivity } from './runtime/activity.ts';
import { startClock, type Clock } from './runtime/clock.ts';
import { remind, settleWith, type Companion } from './runtime/companion.ts';
import { takeFolder } from './runtime/data-folder.ts';
import { openJournal, type Journal } from './runtime/journal.ts';

const ROOT_KEY = 'LOCALROOT';
const MILLISECONDS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 };

const startedClock = (journal: Journal, { start, mode = 'real' }: NonNullable<LocalOptions['clock']>) => {
  const kept = journal.map<number>('clock');
  const wall = Date.now();
  // a real clock keeps its distance from the machine's; a manual one stands where it was left
  const left = mode === 'manual' ? kept.get('now') : wall + (kept.get('offset') ?? 0);
  const from = start === undefined ? (left ?? wall) : Date.parse(start);
  if (Number.isNaN(from)) throw new Error(`not an instant: ${start ?? ''}`);
  const note = (now: number) => {
    kept.set('now', now);
    kept.set('offset', now - Date.now());
  };
  if (start !== undefined) note(from);
  return startClock(mode, from, note);
};

type Stops = (() => Promise<void> | void)[];

const partnersAddress = async (
  partners: LocalOptions['partners'],
  clock: Clock,
  companions: Companion[],
  stops: Stops,
): Promise<string | undefined> => {
  if (typeof partners !== 'function') return partners?.baseUrl;
  const { baseUrl, control, stop } = await partners(clock.now);
  stops.push(stop);
  companions.push(control);
  clock.heed(control.nextDueAt);
  return baseUrl;
};

/**
 * Hosts a synthesized assembly on 127.0.0.1: its API, functions, state machines, rules, schedules and streams, under its own permissions.
 * @throws Error naming what the assembly asks for and the local system does not know
 */
export const startLocal = async (options: LocalOptions): Promise<LocalSystem> => {
  const { data, ports = {}, onCall, log = () => undefined } = options;
  const stops: Stops = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    return await start();
  } catch (error) {
    await stop();
    throw error;
  }

  async function start(): Promise<LocalSystem> {
    const assembly = readAssembly(options.assembly, options.parameters);
    const folder = 'file' in data ? data.file : undefined;
    if (folder !== undefined) stops.push(takeFolder(folder));
    const journal = openJournal(folder === undefined ? undefined : join(folder, 'journal.jsonl'));
    stops.push(() => journal.close());
    const clock = startedClock(journal, options.clock ?? {});
    stops.push(() => clock.stop());
    const activity = startActivity();
    const calls = startCallLog(clock.now, onCall);
    const lostOnes: { why: string; payload: string }[] = [];
    const lost = (why: string, payload: string) => {
      lostOnes.push({ why, payload });
      log('local', `lost: ${why}`);
    };

    const roles = rolesOf(assembly);
    const policies = resourcePoliciesOf(assembly);
    const definitions = functionsOf(assembly, roles);
    const machineDefinitions = machinesOf(assembly, roles);
    const api = readApi(assembly);
    const encryption = encryptionOf(assembly);

    const engine = await startEngine(folder === undefined ? undefined : join(folder, 'database.sqlite'));
    stops.push(() => engine.stop());
    const tables = await createTables(assembly, engine);
    const userPools = await startUserPools(assembly, journal, clock.now);
    const queues = openQueues(assembly, journal, clock.now);
    const outbox = openOutbox(journal, clock.now);
    const documents = journal.map<KeptObject>('objects');

    const principals = new Map<string, Principal>([
      [ROOT_KEY, root()],
      ...definitions.map(
        (definition, position) => [accessKeyOf(position), assume(definition.role, definition.name, definition.construct)] as const,
      ),
    ]);
    const addresses = { endpointUrl: '', apiUrl: '', apiId: api?.id };
    const companions: Companion[] = [];
    const partnersAt = await partnersAddress(options.partners, clock, companions, stops);
    const partners = partnersAt === undefined ? undefined : await startPartnerProxy(partnersAt, calls);
    if (partners !== undefined) stops.push(partners.stop);
    const settle = settleWith(activity, companions, clock.now);
    stops.push(remind(companions, clock.now));
    const functions = startFunctions({
      environments: options.environments,
      definitions,
      activity,
      log,
      variables(definition) {
        const own = variablesOf(definition, accessKeyOf(definitions.indexOf(definition)), assembly, addresses);
        const partnersUrl = partners === undefined ? undefined : `${partners.url}/${encodeURIComponent(definition.construct)}`;
        return {
          ...own,
          ...options.environment?.(definition.construct, {
            apiUrl: addresses.apiUrl,
            endpointUrl: addresses.endpointUrl,
            partnersUrl,
            template: own,
          }),
        };
      },
    });
    const asynchronous = startAsynchronousEvents({ journal, clock, activity, functions, queues, encryption, lost });
    const invokeLater = (functionArn: string, payload: string) => void asynchronous.add({ functionArn, payload });

    const topics = openTopics({ assembly, functions, asynchronous, policies, queues, outbox, now: clock.now, lost });

    const emails = openEmails({ assembly, topics, journal, now: clock.now });

    const machines = (): Machines => startedMachines;
    const bus = startBus({
      assembly,
      roles,
      policies,
      functions,
      asynchronous,
      machines,
      queues,
      topics,
      journal,
      clock,
      activity,
      lost,
    });
    const streams = startStreams({ assembly, tables, functions, engine, queues, encryption, journal, clock, activity, lost });
    const consumers = startQueueMappings({ assembly, functions, queues, encryption, clock, activity });
    const services: Record<string, Service> = {
      'cognito-idp': cognitoService(assembly, userPools),
      dynamodb: dynamodbService({ engine, tables, encryption, watcher: streams }),
      events: eventsService(bus),
      kms: kmsService(assembly, journal.map<string>('key material')),
      lambda: lambdaService(functions, invokeLater),
      s3: s3Service(assembly, encryption, documents),
      ses: emails.service,
      sns: snsService(topics, outbox, encryption),
      sqs: sqsService(queues),
      states: statesService(machines),
      sts: stsService(assembly.account),
    };
    const startedMachines = startMachines({
      machines: machineDefinitions,
      integrate: startIntegrations({ functions, services, invokeLater }),
      journal,
      clock,
      activity,
    });

    const endpoint = await startEndpoint({
      services,
      calls,
      principalOf: (key) => principals.get(key),
      otherwise: userPools.serve,
      port: ports.endpoint,
    });
    stops.push(endpoint.stop);
    addresses.endpointUrl = endpoint.url;
    let gateway: LocalServer | undefined;
    if (api !== undefined) {
      const say = (line: string) => log('api', line);
      gateway = await startGateway({
        api,
        place: assembly,
        functions,
        policies,
        userPools,
        activity,
        now: clock.now,
        throttles: options.throttling ?? false,
        port: ports.api,
        log: say,
      });
      stops.push(gateway.stop);
      addresses.apiUrl = gateway.url;
    }

    // first nothing new begins, then what runs is ended, then the addresses go that it used
    stops.push(
      () => functions.stop(),
      () => startedMachines.close(),
    );

    startedMachines.resume(); // before anybody can answer a token that is waited for
    await streams.resume();
    asynchronous.resume();
    consumers.resume();
    bus.resume();
    startSchedules(bus, clock, journal);

    const instant = (at: number) => new Date(at).toISOString();
    const advanceTo = (at: number) => clock.advanceTo(at, settle);
    const [onlyTable] = tables.length === 1 ? tables : [];
    return {
      apiUrl: addresses.apiUrl,
      endpointUrl: endpoint.url,
      partnersUrl: partners?.url,
      clock: {
        now: () => instant(clock.now()),
        advanceTo: (at) => advanceTo(Date.parse(at)),
        advanceBy: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) =>
          advanceTo(
            clock.now() +
              days * MILLISECONDS.days +
              hours * MILLISECONDS.hours +
              minutes * MILLISECONDS.minutes +
              seconds * MILLISECONDS.seconds,
          ),
        nextDue: () => {
          const due = clock.nextDue();
          return due === undefined ? undefined : instant(due);
        },
      },
      idle: settle,
      files: () => filesIn(documents),
      emails: emails.sent,
      sms: outbox.sent,
      events: bus.events,
      executions: startedMachines.executions,
      deadLetters: queues.messages,
      topics: topics.all,
      lost: () => lostOnes,
      invoke: (name, event) => functions.invoke(functions.named(name).arn, JSON.stringify(event)),
      start: (name, input, executionName) =>
        startedMachines.start(byName(machineDefinitions, name).arn, { name: executionName, input: JSON.stringify(input) }),
      token: userPools.token,
      clients: userPools.clients,
      apiKeys: api?.keys ?? [],
      async dynamodb(action, input) {
        const named =
          onlyTable === undefined || 'TransactItems' in input || 'RequestItems' in input ? input : { TableName: onlyTable.name, ...input };
        return (await services['dynamodb']?.({ principal: root(), service: 'dynamodb', action, input: named as JsonObject })) as Record<
          string,
          unknown
        >;
      },
      tables: tables.map(({ name }) => name),
      clientConfig: { endpoint: endpoint.url, region: assembly.region, credentials: { accessKeyId: ROOT_KEY, secretAccessKey: 'local' } },
      calls: calls.calls,
      clearCalls: calls.clear,
      meters: () => ({ functions: functions.meters(), transitions: startedMachines.transitions() }),
      stop,
    };
  }
};
