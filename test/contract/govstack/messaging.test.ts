import { apiDefinition, findDefinition } from '../../support/api-definition.ts';
import { aMessagingBlock } from '../../component/govstack/messaging-world.ts';
import type { BlockCall } from '../../support/block-call.ts';

const file = findDefinition('messaging/messaging.yaml');
const definition = file === undefined ? undefined : apiDefinition(file);

const EMAIL = { recipientInfo: { email: 'customer@example.com' }, emailContent: { title: 'Hello', content: 'Hello' } };
const BATCH = { ...EMAIL, recipientInfo: { batchEmailAsBase64: Buffer.from('email\na@example.com').toString('base64') } };

/** What an operation is sent beside the id of a request. */
const SENT: Readonly<Record<string, BlockCall>> = {
  'POST /send/email/single': { body: EMAIL },
  'POST /send/email/batch': { body: BATCH },
  'POST /callback/email': { body: { meta: 'Meta-info', content: 'SGVsbG8=' } },
  'GET /status/email': { query: { status: 'scheduled,processing,deferred,bounced,notSent,delivered' } },
};

describe('the Messaging block and its definition', () => {
  const operations = definition?.operations ?? [];
  if (definition === undefined) {
    it('is not compared where the definitions are not beside the project', () => {
      expect(file).toBeUndefined();
    });
    return;
  }

  it('has the four operations of the definition', () => {
    expect(operations).toHaveLength(4);
  });

  it.each(operations)('%s answers as defined', async (operation) => {
    const { call } = aMessagingBlock();
    const requestUid = String((await call('POST', '/send/email/single', { body: EMAIL })).body['requestUid']);
    const [method = '', path = ''] = operation.split(' ');

    const answer = await call(method, path, { headers: { requestUid }, ...SENT[operation] });

    expect({ ...answer, faults: definition.faultsOf(operation, answer) }).toMatchObject({ status: 200, faults: [] });
  });

  it.each(operations)('%s tells a suite whatever is wrong by 405, as defined', async (operation) => {
    const { call } = aMessagingBlock();
    const [method = '', path = ''] = operation.split(' ');

    const answer = await call(method, path, { scopes: ['messages.send', 'conformance.test', 'ministry'] });

    expect({ ...answer, faults: definition.faultsOf(operation, answer) }).toMatchObject({ status: 405, faults: [] });
  });
});
