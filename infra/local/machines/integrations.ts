import { authorize, type Principal } from '../access/principal.ts';
import type { Call, Service } from '../endpoint/call.ts';
import { failed } from '../functions/protocol.ts';
import type { Functions } from '../functions/functions.ts';
import { isObject, parseJson, type Json, type JsonObject } from '../json.ts';
import { AwsError } from '../runtime/errors.ts';
import { StateError } from './state-error.ts';

interface Needs {
  readonly functions: Functions;
  /** The endpoint's services: a machine's integration is the same call as a function's, under the machine's role. */
  readonly services: Readonly<Record<string, Service>>;
  readonly invokeLater: (functionArn: string, payload: string) => void;
}

/** Runs the service integration of a Task and returns what the service answered (before any waiting for a token). */
export type Integrate = (resource: string, parameters: Json, principal: Principal) => Promise<Json>;

/** By the service's name in a resource: prefix of error names, service at the endpoint. */
const SERVICES: Readonly<Record<string, { readonly errors: string; readonly service: string }>> = {
  sns: { errors: 'Sns', service: 'sns' },
  sqs: { errors: 'Sqs', service: 'sqs' },
  events: { errors: 'EventBridge', service: 'events' },
  dynamodb: { errors: 'DynamoDB', service: 'dynamodb' },
  states: { errors: 'StepFunctions', service: 'states' },
};

const METADATA = { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: 'local' } };

const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const camel = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const rename = (value: JsonObject, change: (name: string) => string): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [change(key), inner]));

const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? {}));

/** A message's attributes as the query protocol would have carried them. */
const inputFor = (service: string, parameters: JsonObject): JsonObject => {
  switch (service) {
    case 'events':
      return {
        Entries: (Array.isArray(parameters['Entries']) ? (parameters['Entries'] as readonly JsonObject[]) : []).map((entry) => ({
          ...entry,
          Detail: asText(entry['Detail']),
        })),
      };
    case 'sns':
      return { ...parameters, Message: asText(parameters['Message']) };
    case 'sqs':
      return { ...parameters, MessageBody: asText(parameters['MessageBody']) };
    case 'states':
      return { ...rename(parameters, camel), input: asText(parameters['Input']) };
    default:
      return parameters;
  }
};

export const startIntegrations = ({ functions, services, invokeLater }: Needs): Integrate => {
  const invoke = async (name: string, payload: Json, principal: Principal, later: boolean): Promise<Json> => {
    const arn = functions.all.find((one) => one.name === name || one.arn === name.replace(/:\$LATEST$/, ''))?.arn ?? name;
    try {
      authorize(principal, 'lambda:InvokeFunction', arn);
      if (later) {
        invokeLater(arn, JSON.stringify(payload));
        return null;
      }
      const invocation = await functions.invoke(arn, JSON.stringify(payload));
      if (!failed(invocation)) return parseJson(invocation.payload);
      throw new StateError(invocation.error.errorType, JSON.stringify(invocation.error));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const known = ['TooManyRequestsException', 'ServiceException', 'ResourceNotFoundException'].includes(error.name);
      throw new StateError(`Lambda.${known ? error.name : 'AWSLambdaException'}`, error.message);
    }
  };

  return async (resource, parameters, principal) => {
    if (resource.includes(':lambda:') && resource.includes(':function:')) return invoke(resource, parameters, principal, false);
    const [, service = '', action = ''] = /:::(\w+):(\w+)/.exec(resource) ?? [];
    const given = isObject(parameters) ? parameters : {};
    if (service === 'lambda') {
      const later = given['InvocationType'] === 'Event';
      const payload = await invoke(asText(given['FunctionName']), given['Payload'] ?? {}, principal, later);
      return later ? { StatusCode: 202, ...METADATA } : { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200, ...METADATA };
    }
    const target = SERVICES[service];
    const serve = target === undefined ? undefined : services[target.service];
    if (target === undefined || serve === undefined) throw new StateError('States.Runtime', `the local system does not know ${resource}`);
    const call: Call = { principal, service: target.service, action: pascal(action), input: inputFor(service, given) };
    try {
      const answer = (await serve(call)) as JsonObject | undefined;
      return { ...(service === 'states' ? rename(answer ?? {}, pascal) : answer), ...METADATA };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new StateError(`${target.errors}.${error.name}`, error.message);
    }
  };
};
