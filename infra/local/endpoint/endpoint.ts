import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../access/principal.ts';
import { isObject, parseJson, textOf } from '../json.ts';
import { AwsError } from '../runtime/errors.ts';
import type { Call, CallLog, Service } from './call.ts';
import { listen, readBody, type LocalServer } from './http.ts';
import { readSesCall } from './ses.ts';
import { readS3Call, writeS3Answer, writeS3Error } from './s3.ts';
import { readQuery, writeQueryError, writeQueryResult } from './query-protocol.ts';

interface Needs {
  /** By the name that the SDK signs with: `dynamodb`, `states`, `events`, ... */
  readonly services: Readonly<Record<string, Service>>;
  /** Who signs with an access key; undefined for a key that was never given out. */
  readonly principalOf: (accessKey: string) => Principal | undefined;
  readonly calls: CallLog;
  /** Other paths than AWS APIs, e.g. the token endpoint. @returns whether it answered */
  readonly otherwise: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  readonly port: number | undefined;
}

interface Signed {
  readonly accessKey: string;
  readonly service: string;
}

const CREDENTIAL = /Credential=([^/,\s]+)\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/;

const readSignature = (request: IncomingMessage): Signed | undefined => {
  const [, accessKey, service] = CREDENTIAL.exec(request.headers.authorization ?? '') ?? [];
  return accessKey === undefined || service === undefined ? undefined : { accessKey, service };
};

const QUERY_SERVICES = new Set(['sns', 'sts']);

const readCall = (service: string, request: IncomingMessage, body: Buffer, principal: Principal): Call => {
  if (QUERY_SERVICES.has(service)) {
    const input = readQuery(body.toString('utf8'));
    return { principal, service, action: textOf(input['Action']), input };
  }
  if (service === 'lambda') {
    const [, name = ''] = /\/functions\/([^/]+)\/invocations/.exec(request.url ?? '') ?? [];
    const type = request.headers['x-amz-invocation-type'];
    return {
      principal,
      service,
      action: 'Invoke',
      input: {
        FunctionName: decodeURIComponent(name),
        InvocationType: typeof type === 'string' ? type : 'RequestResponse',
        Payload: body.toString('utf8'),
      },
    };
  }
  if (service === 's3') return { principal, service, ...readS3Call(request, body) };
  if (service === 'ses') return { principal, service, ...readSesCall(request, body) };
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string')
    throw new AwsError(
      'UnknownOperationException',
      `the local endpoint speaks AWS JSON to ${service}, not ${request.headers['content-type'] ?? 'this'}`,
    );
  const input = body.length === 0 ? {} : parseJson(body.toString('utf8'));
  if (!isObject(input)) throw new AwsError('SerializationException', 'the request is not a JSON object');
  return { principal, service, action: target.slice(target.indexOf('.') + 1), input: input };
};

const writeAnswer = (response: ServerResponse, call: Pick<Call, 'service' | 'action'>, result: unknown) => {
  const requestId = randomUUID();
  if (QUERY_SERVICES.has(call.service)) {
    response
      .writeHead(200, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId })
      .end(writeQueryResult(call.action, result, requestId));
    return;
  }
  if (call.service === 'lambda' && isObject(result)) {
    const headers = typeof result['FunctionError'] === 'string' ? { 'x-amz-function-error': result['FunctionError'] } : {};
    response.writeHead(Number(result['StatusCode']), { 'x-amzn-requestid': requestId, ...headers }).end(textOf(result['Payload']));
    return;
  }
  if (call.service === 's3') {
    writeS3Answer(response, result as Parameters<typeof writeS3Answer>[1]);
    return;
  }
  const type =
    call.service === 'dynamodb' || call.service === 'states' || call.service === 'sqs'
      ? 'application/x-amz-json-1.0'
      : 'application/x-amz-json-1.1';
  response.writeHead(200, { 'content-type': type, 'x-amzn-requestid': requestId }).end(JSON.stringify(result ?? {}));
};

const writeError = (response: ServerResponse, service: string, error: unknown) => {
  const known =
    error instanceof AwsError
      ? error
      : new AwsError('InternalFailure', error instanceof Error ? error.message : String(error), { status: 500 });
  if (service === 's3') {
    writeS3Error(response, known);
    return;
  }
  const requestId = randomUUID();
  if (QUERY_SERVICES.has(service)) {
    const code = known.name === 'AccessDeniedException' ? 'AuthorizationError' : known.name;
    response.writeHead(known.status, { 'content-type': 'text/xml' }).end(writeQueryError(code, known.message, requestId));
    return;
  }
  const body = { __type: known.name, message: known.message, ...known.fields };
  response
    .writeHead(known.status, {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-errortype': known.name,
      'x-amzn-requestid': requestId,
    })
    .end(JSON.stringify(body));
};

/** Starts the one address that stands for every AWS API. The caller is known by the access key it signs with; signatures are not verified. */
export const startEndpoint = async ({ services, principalOf, calls, otherwise, port }: Needs): Promise<LocalServer> => {
  const serve = async (call: Call): Promise<unknown> => {
    const service = services[call.service];
    if (service === undefined) throw new AwsError('UnknownOperationException', `the local endpoint has no service ${call.service}`);
    return service(call);
  };
  return listen(async (request, response) => {
    const signed = readSignature(request);
    if (signed === undefined) {
      if (!(await otherwise(request, response)))
        response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"Missing Authentication Token"}');
      return;
    }
    const body = (await readBody(request)) ?? Buffer.alloc(0);
    const principal = principalOf(signed.accessKey);
    if (principal === undefined) {
      writeError(
        response,
        signed.service,
        new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.'),
      );
      return;
    }
    try {
      const call = readCall(signed.service, request, body, principal);
      if (principal.role === undefined) {
        writeAnswer(response, call, await serve(call));
        return;
      }
      const { record, decision } = calls.open(principal.name, call.service, call.action);
      if (decision === 'fail-before') {
        record.outcome = decision;
        throw new AwsError('ServiceUnavailable', 'a fault was asked for', { status: 503 });
      }
      try {
        const result = await serve(call);
        record.itemsRead = call.units?.itemsRead ?? 0;
        record.readUnits = call.units?.read ?? 0;
        record.writeUnits = call.units?.write ?? 0;
        if (decision === 'fail-after') {
          record.outcome = decision;
          request.socket.destroy();
          return;
        }
        writeAnswer(response, call, result);
      } catch (error) {
        record.outcome = decision === 'fail-after' ? decision : 'refused';
        if (decision !== 'fail-after') throw error;
        request.socket.destroy();
      }
    } catch (error) {
      writeError(response, signed.service, error);
    }
  }, port);
};
