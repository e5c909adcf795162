import { Metrics } from '@aws-lambda-powertools/metrics';
import { jest } from '@jest/globals';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import * as z from 'zod';
import { Problem } from '../../../functions/kernel/problem.ts';
import { apiFunction } from '../../../functions/runtime/api.ts';
import { blockFunction } from '../../../functions/runtime/block.ts';
import { operation } from '../../../functions/runtime/operation.ts';
import { keys } from '../../../functions/table/keys.ts';
import type { Table } from '../../../functions/table/table.ts';
import { memoryTable } from '../../support/memory-table.ts';

const AT = '2026-03-01T10:00:00.000Z';
const WITHOUT_CONSENT = '/cases/without-consent';

const readCase = operation('readCase', {
  route: 'GET /cases/{caseId}',
  scope: 'registration.read',
  summary: 'Read a case',
  status: 200,
  path: z.object({ caseId: z.string() }),
  response: z.object({}),
  run: ({ path }) =>
    path.caseId === 'without-consent' ? Promise.reject(new Problem('ConsentMissing', 'she has not consented')) : Promise.resolve({}),
});
const takeReceipt = operation('takeReceipt', {
  route: 'POST /receipts',
  scope: null,
  summary: 'Take a receipt',
  status: 200,
  path: z.object({}),
  response: z.object({}),
  run: () => Promise.reject(new Problem('SignatureInvalid', 'the signature is missing or wrong')),
});

type Claims = Readonly<Record<string, string>>;
const PARTNER: Claims = { client_id: 'clinic', scope: 'nestling/exchange.use' };
const STAFF: Claims = { client_id: 'staff-app', username: 'ann', scope: 'nestling/registration.read' };

const event = (path: string, claims: Claims | undefined, { path: resource, method } = readCase) =>
  ({
    httpMethod: method,
    resource,
    path,
    headers: {},
    pathParameters: { caseId: path.replace('/cases/', ''), path: path.slice(1) },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    body: null,
    isBase64Encoded: false,
    requestContext: {
      requestId: `request to ${path}`,
      requestTimeEpoch: Date.parse(AT),
      ...(claims === undefined ? {} : { authorizer: { claims } }),
    },
  }) as unknown as APIGatewayProxyEvent;

const handlers = (table: Table) => ({
  api: apiFunction({ table }, [readCase, takeReceipt]).handler,
  block: blockFunction({ name: 'registration', table, operations: [readCase], admit: () => Promise.resolve() }).handler,
});

const answered = async (handler: ReturnType<typeof handlers>['api'], given: APIGatewayProxyEvent) => {
  const { statusCode, body } = await handler(given, {} as Context);
  return [statusCode, (JSON.parse(body) as { detail?: string }).detail];
};

describe.each(['api', 'block'] as const)('a call that a function of the kind %s turns away', (kind) => {
  const base = kind === 'block' ? '/govstack/registration' : '';

  it('leaves one entry a request: who, when, where and why, and nothing of whom it was about', async () => {
    const table = memoryTable();
    const handler = handlers(table)[kind];

    const first = await answered(handler, event('/cases/7', PARTNER));

    expect(first).toEqual([403, 'this needs the scope nestling/registration.read']);
    expect(await answered(handler, event('/cases/7', PARTNER))).toEqual(first);
    expect(await table.all(keys.refusals('clinic'))).toEqual([
      {
        pk: 'REFUSALS#clinic',
        sk: expect.stringMatching(`^${AT}#`) as unknown,
        entity: 'refusal',
        client: 'clinic',
        at: AT,
        requestId: 'request to /cases/7',
        where: `GET ${base}/cases/{caseId}`,
        operationId: 'readCase',
        problem: 'ScopeMissing',
        reason: 'this needs the scope nestling/registration.read',
        // 400 days later
        expiresAt: Date.parse('2027-04-05T10:00:00.000Z') / 1000,
      },
    ]);
  });

  it('leaves one as well where the operation itself says no', async () => {
    const table = memoryTable();

    const answer = await answered(handlers(table)[kind], event(WITHOUT_CONSENT, { ...PARTNER, scope: 'nestling/registration.read' }));

    expect(answer).toEqual([403, 'she has not consented']);
    expect(await table.all(keys.refusals('clinic'))).toMatchObject([{ problem: 'ConsentMissing', reason: 'she has not consented' }]);
  });

  it('leaves none when it is let in', async () => {
    const table = memoryTable();

    expect(await answered(handlers(table)[kind], event('/cases/7', { ...STAFF, 'cognito:groups': 'worker' }))).toEqual([200, undefined]);
    expect(await table.all(keys.refusals('staff-app'))).toEqual([]);
  });

  it('is refused to staff of no group, whom the entry names', async () => {
    const table = memoryTable();
    const reason = 'this user is in none of the groups worker, supervisor, manager, admin';

    expect(await answered(handlers(table)[kind], event('/cases/7', { ...STAFF, 'cognito:groups': 'area:north-1' }))).toEqual([403, reason]);
    expect(await table.all(keys.refusals('staff-app'))).toMatchObject([{ user: 'ann', problem: 'RoleMissing', reason }]);
  });

  it('is refused all the same when the entry cannot be kept, which is counted where the alarm looks', async () => {
    const printed = jest.spyOn(console, 'error').mockReturnValue(undefined);
    const sent: Record<string, unknown>[] = [];
    const published = jest.spyOn(Metrics.prototype, 'publishStoredMetrics').mockImplementation(function (this: Metrics) {
      sent.push(this.serializeMetrics());
      this.clearMetrics();
      return this;
    });
    const broken: Table = { ...memoryTable(), transact: () => Promise.reject(new Error('throttled')) };

    expect(await answered(handlers(broken)[kind], event('/cases/7', PARTNER))).toEqual([
      403,
      'this needs the scope nestling/registration.read',
    ]);
    expect(sent.filter((each) => 'RefusalNotKept' in each)).toMatchObject([{ service: 'deployment', RefusalNotKept: 1 }]);
    printed.mockRestore();
    published.mockRestore();
  });
});

describe('a call of nobody who is known', () => {
  it('leaves no entry', async () => {
    const table = memoryTable();
    const kept = jest.spyOn(table, 'transact');

    expect(await answered(handlers(table).api, event('/receipts', undefined, takeReceipt))).toEqual([
      403,
      'the signature is missing or wrong',
    ]);
    expect(kept).not.toHaveBeenCalled();
  });
});

describe('a function with operations that need a scope', () => {
  it('is not made without the table that keeps who was turned away', () => {
    expect(() => apiFunction({}, [readCase])).toThrow('needs the table');
    expect(() => apiFunction({}, [takeReceipt])).not.toThrow();
  });
});
