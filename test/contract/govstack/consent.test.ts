import { aConsentedCase } from '../../support/consented-case.ts';
import { apiDefinition, findDefinition } from '../../support/api-definition.ts';
import type { BlockCall } from '../../support/block-call.ts';
import { aConsentBlock, type Json } from '../../component/govstack/consent-world.ts';

const file = findDefinition('consent/consent-openapi.yaml');
const definition = file === undefined ? undefined : apiDefinition(file);

const POLICY = { name: 'Research', version: '1', url: 'https://ministry.example/research' };
const AGREEMENT = {
  version: '1',
  purpose: 'Research on anaemia',
  lawfulBasis: 'consent',
  dpia: 'none',
  forgettable: true,
  policy: { id: '1' },
};
const WEBHOOK = {
  payloadUrl: 'https://partner.example/hook',
  contentType: 'application/json',
  disabled: false,
  secretKey: '0123456789abcdef',
};

/** A block in which there is one of everything, and the ids of what there is. */
const aFullBlock = async () => {
  const block = aConsentBlock();
  const { call, world } = block;
  const caseId = await aConsentedCase(world, { purposes: ['verification'] });
  await call('PUT', '/config/policy/1/', { body: { policy: POLICY } });
  await call('PUT', '/config/policy/2/', { body: { policy: POLICY } });
  await call('PUT', '/config/data-agreement/1/', { body: { dataAgreement: AGREEMENT } });
  await call('PUT', '/config/data-agreement/2/', { body: { dataAgreement: AGREEMENT } });
  const webhook = (await call('POST', '/config/webhook/', { body: { webhook: WEBHOOK } })).body['webhook'] as Json;
  const individual = (await call('POST', '/service/individual/', { body: { individual: { externalId: 'A-1', externalIdType: 'file' } } }))
    .body['individual'] as Json;
  const individualId = String(individual['id']);
  const pair = (await call('POST', '/service/individual/record/consent-record/draft/', { query: { individualId, dataAgreementId: '1' } }))
    .body;
  const signature = { ...(pair['signature'] as Json), verificationMethod: 'paper', verificationArtifact: 'scan-7', signature: 'x' };
  const begun = (await call('POST', '/service/individual/record/data-agreement/2/', { query: { individualId } })).body[
    'consentRecord'
  ] as Json;
  const stored = await call('POST', '/service/individual/record/consent-record/', {
    query: { individualId },
    body: { consentRecord: pair['consentRecord'], signature },
  });
  const toSign = (
    await call('POST', `/service/individual/record/consent-record/${String(begun['id'])}/signature/`, { body: { signature: {} } })
  ).body['signature'] as Json;
  const recordId = String((stored.body['consentRecord'] as Json)['id']);
  const ids: Readonly<Record<string, string>> = {
    policyId: '1',
    dataAgreementId: '1',
    individualId,
    webhookId: String(webhook['id']),
    consentRecordId: recordId,
  };
  return {
    ...block,
    caseId,
    ids,
    individualId,
    begunId: String(begun['id']),
    pair: { consentRecord: pair['consentRecord'], signature },
    toSign,
  };
};

type Full = Awaited<ReturnType<typeof aFullBlock>>;

/** What an operation is sent beside its path. */
const SENT: Readonly<Record<string, (full: Full) => BlockCall & { readonly path?: string }>> = {
  'POST /config/policy/': () => ({ body: { policy: POLICY } }),
  'PUT /config/policy/{policyId}/': () => ({ body: { policy: { ...POLICY, version: '2' } } }),
  'DELETE /config/policy/{policyId}/': () => ({ path: '/config/policy/2/' }),
  'POST /config/data-agreement/': () => ({ body: { dataAgreement: AGREEMENT } }),
  'PUT /config/data-agreement/{dataAgreementId}/': () => ({ body: { dataAgreement: { ...AGREEMENT, version: '2' } } }),
  'POST /config/individual/': () => ({ body: { individual: {} } }),
  'POST /service/individual/': () => ({ body: { individual: { externalId: 'A-2', externalIdType: 'file' } } }),
  'PUT /service/individual/{individualId}/': () => ({ body: { individual: { externalId: 'A-3', externalIdType: 'file' } } }),
  'POST /config/webhook/': () => ({ body: { webhook: WEBHOOK } }),
  'PUT /config/webhook/{webhookId}/': () => ({ body: { webhook: { ...WEBHOOK, disabled: true } } }),
  'GET /service/verification/consent-records/': ({ individualId }) => ({ query: { individualId, dataAgreementId: '1' } }),
  'POST /service/individual/record/data-agreement/{dataAgreementId}/': ({ individualId }) => ({ query: { individualId } }),
  'GET /service/individual/record/data-agreement/{dataAgreementId}/': ({ individualId }) => ({ headers: { individualId } }),
  'GET /service/individual/record/data-agreement/{dataAgreementId}/all/': ({ individualId }) => ({ headers: { individualId } }),
  'POST /service/individual/record/consent-record/draft/': ({ caseId }) => ({
    query: { individualId: caseId, dataAgreementId: 'mother-and-child-data.sharing' },
  }),
  'POST /service/individual/record/consent-record/': ({ individualId, pair }) => ({ headers: { individualId }, body: pair }),
  'GET /service/individual/record/consent-record/': ({ caseId }) => ({ headers: { individualId: caseId } }),
  'PUT /service/individual/record/consent-record/{consentRecordId}/': () => ({ body: { consentRecord: { optIn: false } } }),
  'POST /service/individual/record/consent-record/{consentRecordId}/signature/': ({ begunId }) => ({
    path: `/service/individual/record/consent-record/${begunId}/signature/`,
    body: { signature: {} },
  }),
  'PUT /service/individual/record/consent-record/{consentRecordId}/signature/': ({ begunId, toSign }) => ({
    path: `/service/individual/record/consent-record/${begunId}/signature/`,
    body: { signature: { ...toSign, verificationMethod: 'paper', verificationArtifact: 'scan-8' } },
  }),
  'DELETE /service/individual/record/': ({ individualId }) => ({ query: { individualId } }),
  'GET /audit/consent-records/': () => ({ query: { dataAgreementId: '1' } }),
};

const asked = (operation: string, full: Full): readonly [string, string, BlockCall] => {
  const [method = '', template = ''] = operation.split(' ');
  const { path, ...sent } = SENT[operation]?.(full) ?? {};
  return [method, path ?? template.replace(/\{(\w+)\}/g, (_, name: string) => full.ids[name] ?? ''), sent];
};

describe('the Consent block and its definition', () => {
  const operations = definition?.operations ?? [];
  if (definition === undefined) {
    it('is not compared where the definitions are not beside the project', () => {
      expect(file).toBeUndefined();
    });
    return;
  }

  it('has the 42 operations of the definition', () => {
    expect(operations).toHaveLength(42);
  });

  it.each(operations)('%s answers as defined', async (operation) => {
    const full = await aFullBlock();

    const answer = await full.call(...asked(operation, full));

    expect({ ...answer, faults: definition.faultsOf(operation, answer) }).toMatchObject({ status: 200, faults: [] });
  });

  it.each(operations.filter((operation) => operation.includes('{')))('%s refuses an id of the wrong form by 400', async (operation) => {
    const full = await aFullBlock();
    const [method, , sent] = asked(operation, full);

    const answer = await full.call(method, (operation.split(' ')[1] ?? '').replace(/\{\w+\}/, 'invalid_id'), sent);

    expect({ ...answer, faults: definition.faultsOf(operation, answer) }).toMatchObject({ status: 400, faults: [] });
  });
});
