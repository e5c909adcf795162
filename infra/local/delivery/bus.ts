import { randomUUID } from 'node:crypto';
import { serviceIsAllowed } from '../access/evaluate.ts';
import { assume, authorize } from '../access/principal.ts';
import type { Assembly } from '../assembly/assembly.ts';
import type { Functions } from '../functions/functions.ts';
import { parseJson, type Json, type JsonObject } from '../json.ts';
import type { Machines } from '../machines/machines.ts';
import type { Activity } from '../runtime/activity.ts';
import type { Clock } from '../runtime/clock.ts';
import { AwsError } from '../runtime/errors.ts';
import type { Journal } from '../runtime/journal.ts';
import type { AsynchronousEvent } from './asynchronous.ts';
import { matchesPattern } from './pattern.ts';
import type { Queues } from './queues.ts';
import { startDeliveries, type Deliveries, type Delivery } from './retries.ts';
import { rulesOf, type ResourcePolicies, type Roles, type Rule, type Target } from './rules.ts';
import { inputOf } from './target-input.ts';
import type { Topics } from './topics.ts';

/** An event as EventBridge hands it to targets. */
export type BusEvent = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Json;
};

export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  /** JSON text of an object. */
  readonly detail: string;
  readonly bus: string;
  /** Milliseconds. */
  readonly time: number | undefined;
  readonly resources: readonly string[];
}

/** The event buses of the template, with the rules on them. */
export interface Bus {
  readonly arnOf: (name: string) => string;
  /** @throws AwsError for a detail that is not a JSON object */
  readonly put: (entry: EventEntry) => string;
  /** The rules that fire by time. */
  readonly scheduled: readonly Rule[];
  readonly fire: (rule: Rule, at: number) => void;
  readonly events: () => readonly BusEvent[];
  readonly resume: () => void;
}

type TargetDelivery = { readonly rule: string; readonly target: string; readonly event: BusEvent };

interface Needs {
  readonly assembly: Assembly;
  readonly roles: Roles;
  readonly policies: ResourcePolicies;
  readonly functions: Functions;
  readonly asynchronous: Deliveries<AsynchronousEvent>;
  readonly machines: () => Machines;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly lost: (why: string, payload: string) => void;
}

const KEPT_EVENTS = 20_000;
const SERVICE = 'events.amazonaws.com';
const DENIED = 'AccessDeniedException';

export const startBus = (needs: Needs): Bus => {
  const { assembly, roles, policies, functions, asynchronous, queues, topics, journal, clock, activity, lost } = needs;
  const rules = rulesOf(assembly);
  const buses = new Map(assembly.ofType('AWS::Events::EventBus').map(({ ref, arn }) => [ref, arn]));
  const defaultBusArn = `arn:${assembly.partition}:events:${assembly.region}:${assembly.account}:event-bus/default`;
  const published: BusEvent[] = [];
  const arnOf = (name: string) =>
    buses.get(name.split('/').at(-1) ?? name) ??
    (name.endsWith('default') ? defaultBusArn : `${defaultBusArn.slice(0, -'default'.length)}${name}`);
  const deny = (why: string) => new AwsError(DENIED, why);

  const send = (rule: Rule, target: Target, event: BusEvent): void => {
    const input = inputOf(target, event, rule);
    const source = { 'aws:SourceArn': rule.arn, 'aws:SourceAccount': assembly.account, 'aws:SecureTransport': 'true' };
    const permit = (statements: Parameters<typeof serviceIsAllowed>[0], action: string) => {
      if (!serviceIsAllowed(statements, SERVICE, { action, resource: target.Arn, context: source }))
        throw deny(`${rule.logicalId}: ${SERVICE} may not ${action} on ${target.Arn}`);
    };
    const asRole = (action: string) => {
      const role = roles.get(target.RoleArn ?? '');
      if (role?.trusted.includes(SERVICE) !== true)
        throw deny(`${rule.logicalId}: ${SERVICE} cannot take the role ${target.RoleArn ?? '(none)'}`);
      authorize(assume(role, 'events'), action, target.Arn);
    };
    const [, , service = ''] = target.Arn.split(':');
    switch (service) {
      case 'lambda':
        permit(policies.ofFunction(target.Arn), 'lambda:InvokeFunction');
        if (functions.byArn(target.Arn) === undefined) throw new AwsError('ResourceNotFoundException', `no function ${target.Arn}`);
        asynchronous.add({ functionArn: target.Arn, payload: input });
        return;
      case 'states':
        asRole('states:StartExecution');
        needs.machines().start(target.Arn, { name: `${event.id}_${randomUUID()}`, input });
        return;
      case 'sqs':
        permit(queues.policyOf(target.Arn), 'sqs:SendMessage');
        queues.send(target.Arn, input);
        return;
      case 'sns':
        permit(policies.ofTopic(target.Arn), 'sns:Publish');
        topics.publish({ topicArn: target.Arn, message: input, attributes: {} });
        return;
      case 'events':
        asRole('events:PutEvents');
        put({
          source: event.source,
          detailType: event['detail-type'],
          detail: JSON.stringify(event.detail),
          bus: target.Arn,
          time: Date.parse(event.time),
          resources: event.resources,
        });
        return;
      case 'logs':
        return;
      default:
        throw new Error(`${rule.logicalId}: the local system has no target ${target.Arn}`);
    }
  };

  const putAside = (rule: Rule, target: Target, event: BusEvent, error: AwsError, attempts: number) => {
    const queue = target.DeadLetterConfig.Arn;
    const payload = JSON.stringify(event);
    const request = {
      action: 'sqs:SendMessage',
      resource: queue ?? '',
      context: { 'aws:SourceArn': rule.arn, 'aws:SecureTransport': 'true' },
    };
    if (queue === undefined || !queues.has(queue) || !serviceIsAllowed(queues.policyOf(queue), SERVICE, request)) {
      lost(`${rule.logicalId}: ${error.message}, and there is no queue for it`, payload);
      return;
    }
    queues.send(queue, payload, {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: error.name,
      ERROR_MESSAGE: error.message,
      RETRY_ATTEMPTS: String(attempts),
    });
  };

  const attempt = ({ content, attempts, firstAt }: Delivery<TargetDelivery>): number | undefined => {
    const rule = rules.find(({ name }) => name === content.rule);
    const target = rule?.targets.find(({ Id: id }) => id === content.target);
    if (rule === undefined || target === undefined) {
      lost(`the rule ${content.rule} is no more`, JSON.stringify(content.event));
      return undefined;
    }
    try {
      send(rule, target, content.event);
      return undefined;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const retryAt = clock.now() + Math.min(2 ** attempts, 600) * 1000;
      const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: age } = target.RetryPolicy;
      if (error.status >= 429 && attempts < retries && retryAt - firstAt <= age * 1000) return retryAt;
      putAside(rule, target, content.event, error, attempts);
      return undefined;
    }
  };
  const deliveries = startDeliveries({ topic: 'targets', journal, clock, activity, attempt });
  const deliver = (rule: Rule, event: BusEvent) => {
    for (const { Id: target } of rule.targets) deliveries.add({ rule: rule.name, target, event });
  };

  const publish = (bus: string, event: BusEvent) => {
    published.push(event);
    if (published.length > 2 * KEPT_EVENTS) published.splice(0, KEPT_EVENTS);
    for (const rule of rules) {
      if (rule.pattern !== undefined && arnOf(rule.bus) === bus && matchesPattern(rule.pattern, event)) deliver(rule, event);
    }
    return event.id;
  };
  const eventOf = (fields: Pick<BusEvent, 'detail-type' | 'source' | 'resources' | 'detail'>, at: number): BusEvent => ({
    version: '0',
    id: randomUUID(),
    account: assembly.account,
    time: new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: assembly.region,
    ...fields,
  });
  const put = (entry: EventEntry): string => {
    let detail: Json;
    try {
      detail = parseJson(entry.detail);
    } catch {
      throw new AwsError('MalformedDetail', 'Detail is malformed.');
    }
    if (typeof detail !== 'object' || detail === null || Array.isArray(detail))
      throw new AwsError('MalformedDetail', 'Detail is malformed.');
    const fields = { 'detail-type': entry.detailType, source: entry.source, resources: entry.resources, detail: detail as JsonObject };
    return publish(arnOf(entry.bus), eventOf(fields, entry.time ?? clock.now()));
  };

  return {
    arnOf,
    put,
    scheduled: rules.filter(({ schedule }) => schedule !== undefined),
    fire: (rule, at) =>
      deliver(rule, eventOf({ 'detail-type': 'Scheduled Event', source: 'aws.events', resources: [rule.arn], detail: {} }, at)),
    events: () => published,
    resume: deliveries.resume,
  };
};
