import { readFileSync } from 'node:fs';
import { Ajv, type AnySchema } from 'ajv';
import { parse } from 'yaml';
import { messagingClient } from '../../../functions/partners/http/messaging-client.ts';
import { MessagingConfiguration } from '../../../functions/partners/http/messaging-configuration.ts';
import { aWorld, type World } from '../../component/partners/partners-world.ts';
import { apiDefinition, findDefinition } from '../../support/api-definition.ts';
import { listening, type Exchanged } from './govstack.ts';

const file = findDefinition('messaging/messaging.yaml');

const CALL = { at: '2026-03-01T08:00:00.000Z', correlationId: 'corr-1' };
const STATUSES = ['scheduled', 'processing', 'deferred', 'bounced', 'notSent', 'delivered'];

describe("a country's Messaging block and its definition", () => {
  if (file === undefined) {
    it('are not compared where the definitions are not beside the project', () => {
      expect(file).toBeUndefined();
    });
    return;
  }
  const definition = apiDefinition(file);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, validateSchema: false });
  ajv.addSchema(parse(readFileSync(file, 'utf8')) as AnySchema, 'definition');
  /** The definition has the e-mail as a query parameter called `body`; its suite, and so we, in the body. Unknown names count as wrong. */
  const faultsOfBody = (name: string, body: unknown): readonly string[] => {
    const schema = JSON.parse(
      JSON.stringify((parse(readFileSync(file, 'utf8')) as { definitions: unknown }).definitions)
        .replaceAll('"#/definitions/', '"#/$defs/')
        .replaceAll('"type":"object"', '"type":"object","additionalProperties":false'),
    ) as Record<string, AnySchema>;
    const validate = ajv.compile({ $defs: schema, $ref: `#/$defs/${name}` } as AnySchema);
    return validate(body) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  };

  let world: World;
  let exchanged: Exchanged[];
  let block: ReturnType<typeof messagingClient>;
  beforeAll(async () => {
    world = await aWorld();
    const { fetch, exchanged: kept } = listening();
    exchanged = kept;
    const settings = MessagingConfiguration.parse(world.sandbox.configuration.messaging);
    block = messagingClient(settings, world.callbackUrl, { fetch });
  });
  afterAll(() => world.stop());

  const handOver = (...addresses: readonly string[]) =>
    block.handOver(
      {
        sender: { organisationName: 'Clinic', email: 'nestling@example.org', replyTo: 'clinic@example.com', name: undefined },
        recipients: addresses.map((email) => ({ email, emailCC: 'cc@example.com', emailBCC: 'bcc@example.com', name: 'Ann' })),
        title: 'Vaccination day',
        content: 'On Monday at nine.',
        reference: { request: 'r', handOver: 'h' },
      },
      CALL,
    );

  it.each([
    ['one e-mail', 'POST /send/email/single', 'email', ['a@example.com'], 200],
    ['an e-mail that it finds wrong', 'POST /send/email/single', 'email', ['refuse@example.com'], 405],
    ['several e-mails', 'POST /send/email/batch', 'batchEmail', ['a@example.com', 'b@example.com'], 200],
    ['several of which one is wrong', 'POST /send/email/batch', 'batchEmail', ['a@example.com', 'refuse@example.com'], 405],
  ] as const)('say %s as defined', async (_what, operation, schema, addresses, status) => {
    exchanged.length = 0;
    await handOver(...addresses);
    const [call] = exchanged;
    if (call === undefined) throw new Error('nothing was sent');

    expect(`${call.method} ${call.url.pathname.replace('/messaging', '')}`).toBe(operation);
    expect(call.headers.get('apiKey')).toBe('sandbox-messaging-key');
    expect(faultsOfBody(schema, call.body)).toEqual([]);
    expect({ status: call.status, faults: definition.faultsOf(operation, { status: call.status, body: call.answer }) }).toEqual({
      status,
      faults: [],
    });
  });

  it('say the rows of a batch as the example of the definition has them', async () => {
    exchanged.length = 0;
    await handOver('a@example.com', 'b@example.com');
    const { recipientInfo } = exchanged[0]?.body as { recipientInfo: { batchEmailAsBase64: string } };
    const rows = JSON.parse(Buffer.from(recipientInfo.batchEmailAsBase64, 'base64').toString()) as readonly { recipientInfo: unknown }[];

    expect(rows.flatMap((row) => [...Object.keys(row), ...faultsOfBody('recipientInfo', row.recipientInfo)])).toEqual([
      'recipientInfo',
      'recipientInfo',
    ]);
  });

  it('ask and tell how e-mails stand as defined', async () => {
    const answer = await handOver('a@example.com');
    exchanged.length = 0;
    await block.emailCounts(answer.state === 'taken' ? answer.requestUid : '', CALL);
    const [call] = exchanged;

    expect(call?.url.searchParams.getAll('status')).toEqual(STATUSES);
    expect(call?.headers.get('requestUid')).toBe(answer.state === 'taken' ? answer.requestUid : '');
    expect(definition.faultsOf('GET /status/email', { status: call?.status ?? 0, body: call?.answer })).toEqual([]);
    expect(Object.keys(call?.answer as object)).toEqual(STATUSES);
  });

  it('call back as defined, under the address that was given', async () => {
    world.inbox.length = 0;
    const answer = await handOver('a@example.com');
    await world.pass(1);
    const delivery = world.inbox.at(-1);

    expect(faultsOfBody('callbackContent', JSON.parse(delivery?.body ?? ''))).toEqual([]);
    expect(delivery?.headers).toMatchObject({
      apikey: 'sandbox-messaging-key',
      requestuid: answer.state === 'taken' ? answer.requestUid : '',
    });
  });
});
