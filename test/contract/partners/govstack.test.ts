import { join } from 'node:path';
import * as z from 'zod';
import { PlainDate } from '../../../functions/kernel/dates.ts';
import { partnersOverHttp, type Partners } from '../../../functions/partners/http/partners.ts';
import { consentClient } from '../../../functions/partners/http/consent-client.ts';
import { ConsentRegisterConfiguration } from '../../../functions/partners/http/consent-configuration.ts';
import type { ConsentRegisterPort } from '../../../functions/partners/consent-register.ts';
import type { PartnerCall } from '../../../functions/partners/partner-call.ts';
import { PP_01 } from '../../../infra/local/partners/fixtures.ts';
import { aWorld, type World } from '../../component/partners/partners-world.ts';
import { definitionOf, jsonOf, listening, sharedFolder, type Exchanged } from './govstack.ts';

const folder = sharedFolder();

/** The clients over a transport that keeps what went over it. */
const overheard = (world: World): Omit<Given, 'call' | 'callbackUrl'> & { readonly exchanged: Exchanged[] } => {
  const { fetch: listen, exchanged } = listening();
  const { configuration } = world;
  const valueByValue = { ...configuration, civilRegistry: { ...configuration.civilRegistry, progress: 'readValue' as const } };
  const fundsAuthorization = { payerIdentifier: 'MOH-0001', fromMinor: { INR: 300_000 } };
  const vouched = { ...configuration, rail: { ...configuration.rail, fundsAuthorization } };
  const needs = { fetch: listen };
  return {
    partners: partnersOverHttp(configuration, needs),
    vouched: partnersOverHttp(vouched, needs),
    valueByValue: partnersOverHttp(valueByValue, needs),
    consents: consentClient(ConsentRegisterConfiguration.parse(world.sandbox.consentSettings), needs),
    exchanged,
  };
};

const consentId = 'consent-1';
const line = (requestId: string, payeeIdentity = 'PROGRAMME-0001') => ({
  requestId,
  payee: { payeeIdentity },
  amountMinor: 150_050,
  currency: 'INR',
  description: 'first instalment',
});

interface Given {
  readonly partners: Partners;
  /** The same, where the civil registry is asked for values instead of records. */
  readonly valueByValue: Partners;
  /** The same, where the payer's bank vouches for batches from 3,000 rupees on. */
  readonly vouched: Partners;
  /** The consent block of the country. */
  readonly consents: ConsentRegisterPort;
  readonly call: PartnerCall;
  readonly callbackUrl: string;
}

const submit = ({ partners, call, callbackUrl }: Omit<Given, 'valueByValue' | 'vouched' | 'consents'>, requestIds: readonly string[]) =>
  partners.rail.submitBatch(
    { correlationId: 'BATCH-000001', programmeId: 'PMMVY', callbackUrl, lines: requestIds.map((id) => line(id)) },
    call,
  );

const register = ({ partners, call, callbackUrl }: Omit<Given, 'valueByValue' | 'vouched' | 'consents'>, financialAddress: string) =>
  partners.rail.registerBeneficiary(
    { payeeIdentity: 'PROGRAMME-0001', modality: '01', financialAddress, correlationId: 'REG-00000001', callbackUrl },
    call,
  );

const validate = ({ partners, call, callbackUrl }: Omit<Given, 'valueByValue' | 'vouched' | 'consents'>, financialAddress: string) =>
  partners.rail.validateAddresses(
    {
      correlationId: 'VALID-000001',
      addresses: [financialAddress, '+919845000060'].map((address, place) => ({
        id: `INSTRUCTION-${String(place)}`,
        modality: '01',
        financialAddress: address,
      })),
      callbackUrl,
    },
    call,
  );

const notification = {
  requestId: 'birth-1',
  consentId,
  motherId: '53',
  motherName: 'Sowmya Krishnamurti',
  birthDate: PlainDate.parse('2026-02-20'),
  sex: 'female' as const,
};

const DATA = 'digital-registries/data-1.3.0.yaml';

const CONSENT = 'consent/consent-openapi.yaml';
const AGREEMENT = 'da-verification';
const signature = { artifact: 'paper: scan-1', keyId: 'key-1', sign: () => Promise.resolve('c2lnbmVk'), at: '2026-03-01T08:00:00.000Z' };

/** A mother who is known to the block from the first of these cases on. */
const individualOf = ({ consents, call }: Pick<Given, 'consents' | 'call'>) => consents.individualOf({ personId: 'person-1' }, call);

const REGISTER = 'payments/g2p-RegisterBeneficiaryRequest.yml';
const UPDATE = 'payments/g2p-UpdateBeneficiaryRequest.yml';

/** Each operation that we use, the files that define its calls in their order, and calls that reach each of its answers. */
const OPERATIONS: readonly (readonly [string, string | readonly string[], (given: Given) => Promise<unknown>])[] = [
  ['a person, known', DATA, ({ partners, call }) => partners.identity.verify({ nationalId: '53', consentId }, call)],
  ['a person, unknown', DATA, ({ partners, call }) => partners.identity.verify({ nationalId: '54', consentId }, call)],
  [
    'a birth',
    DATA,
    ({ partners, call }) => partners.civilRegistry.findBirth({ motherId: '53', birthDate: PlainDate.parse('2022-11-01'), consentId }, call),
  ],
  ['whether a child exists', DATA, ({ partners, call }) => partners.civilRegistry.existsChild({ childId: '5301', consentId }, call)],
  ['the changes', DATA, ({ partners, call }) => partners.civilRegistry.changesSince(undefined, 1, call)],
  ['the changes after one', DATA, ({ partners, call }) => partners.civilRegistry.changesSince('000000000001', 1, call)],
  ['a birth to register', 'identity/enrollment.yaml', ({ partners, call }) => partners.civilRegistry.registerBirth(notification, call)],
  ['the state of a birth registration', DATA, ({ partners, call }) => partners.civilRegistry.birthRegistrationStatus('birth-1', call)],
  [
    'the state alone of a birth registration',
    DATA,
    ({ valueByValue, call }) => valueByValue.civilRegistry.birthRegistrationStatus('birth-1', call),
  ],
  ['somebody whom the consent block does not know', [CONSENT, CONSENT], individualOf],
  ['somebody whom the consent block knows', CONSENT, individualOf],
  ['the agreement in force', CONSENT, ({ consents, call }) => consents.revisionInForce(AGREEMENT, call)],
  ['a consent that is given', [CONSENT, CONSENT, CONSENT], ({ consents, call }) => consents.give('IND-1', AGREEMENT, signature, call)],
  ['the consents of somebody', CONSENT, ({ consents, call }) => consents.recordsOf('IND-1', AGREEMENT, call)],
  ['a consent to verify', CONSENT, ({ consents, call }) => consents.verify('CR-1', call)],
  ['a consent that nobody knows', CONSENT, ({ consents, call }) => consents.verify('CR-nobody', call)],
  ['a consent that is withdrawn', [CONSENT, CONSENT], ({ consents, call }) => consents.withdraw('IND-1', 'CR-1', call)],
  [
    'a consent that is given again',
    Array.from({ length: 6 }, () => CONSENT),
    ({ consents, call }) => consents.give('IND-1', AGREEMENT, signature, call),
  ],
  ['somebody who is to be forgotten', CONSENT, ({ consents, call }) => consents.forget('IND-1', call)],
  ['somebody who is forgotten already', [CONSENT, CONSENT], ({ consents, call }) => consents.forget('IND-1', call)],
  ['a closed address to register', REGISTER, (given) => register(given, '+919845000099')],
  ['an address to register', REGISTER, (given) => register(given, '+919845000053')],
  ['an address to change', [REGISTER, UPDATE], (given) => register(given, '+919845000054')],
  ['an address to change to a closed one', [REGISTER, UPDATE], (given) => register(given, '+919845000099')],
  [
    'payees to look up',
    'payments/g2p-BulkAccountLookup.yml',
    ({ partners, call }) => partners.rail.lookupBeneficiaries(['PROGRAMME-0000', 'PROGRAMME-0001', 'NOBODY'], 'LOOK-0000001', call),
  ],
  ['an address to validate', 'payments/g2p-BulkValidateAccountRequest.yml', (given) => validate(given, '+919845000053')],
  ['a batch', 'payments/g2p-BulkPayment.yml', (given) => submit(given, ['LINE-00000000001', 'LINE-00000000002'])],
  [
    'a batch whose funds have to be there',
    ['payments/g2p-BulkPayment.yml', 'payments/g2p-GetAuthorizationRequest.yml'],
    ({ vouched, call, callbackUrl }) => submit({ partners: vouched, call, callbackUrl }, ['LINE-00000000003', 'LINE-00000000004']),
  ],
  [
    'a batch that needs no such word',
    'payments/g2p-BulkPayment.yml',
    ({ vouched, call, callbackUrl }) => submit({ partners: vouched, call, callbackUrl }, ['LINE-00000000005']),
  ],
  [
    'a batch that differs from one before',
    'payments/g2p-BulkPayment.yml',
    ({ partners, call, callbackUrl }) =>
      partners.rail.submitBatch(
        { correlationId: 'BATCH-000009', programmeId: 'PMMVY', callbackUrl, lines: [line('KNOWN', 'PROGRAMME-0002')] },
        call,
      ),
  ],
  [
    'the lines of a batch',
    'payments/g2p-BatchDetails.yml',
    ({ partners, call }) => partners.rail.batchDetail({ batchId: 'batch-000000004', lines: [] }, 0, call),
  ],
];

if (folder === undefined) {
  describe('the clients and the sandboxes, held to the GovStack definitions', () => {
    it('says that the GovStack definitions are not here', () => {
      console.warn('skipped: the GovStack API definitions are not beside the project');
      expect(sharedFolder()).toBeUndefined();
    });
  });
} else {
  describe('the clients and the sandboxes, held to the GovStack definitions', () => {
    let world: World;
    beforeAll(async () => {
      world = await aWorld({ seed: { ...PP_01, accounts: [{ financialAddress: '+919845000099', status: 'closed' }] } });
      const { control, partners, callbackUrl } = world;
      control.recordBirth({ childId: 'C7', certificate: 'BC-7', birthDate: '2026-02-27', motherId: '53' });
      control.recordDeath({ subject: { childId: 'C7' }, on: '2026-02-28' });
      control.recordMove({ subject: { nationalId: '53' }, on: '2026-03-01', area: 'IN-KA-MYS' });
      control.loadPopulation({ accounts: [{ financialAddress: '+919845000011', institution: 'BANK00000' }] });
      await partners.rail.registerBeneficiary(
        { payeeIdentity: 'PROGRAMME-0000', modality: '00', financialAddress: '+919845000011', correlationId: 'R', callbackUrl },
        world.call(),
      );
      control.setFault({ target: 'rail', kind: 'partial', requestIds: ['OTHER'], times: 1 });
      await partners.rail.submitBatch(
        {
          correlationId: 'BATCH-000000',
          programmeId: 'P',
          callbackUrl,
          lines: [line('KNOWN', 'PROGRAMME-0000'), line('OTHER', 'PROGRAMME-0000')],
        },
        world.call(),
      );
      await world.pass(1);
    });
    afterAll(() => world.stop());

    it.each(OPERATIONS)('keep to them with %s (%s)', async (_what, files, ask) => {
      const { exchanged, ...clients } = overheard(world);

      await ask({ ...clients, call: world.call(), callbackUrl: world.callbackUrl });

      const expected = [files].flat();
      expect(exchanged).toHaveLength(expected.length);
      for (const [place, heard] of exchanged.entries()) {
        expect(heard.answer).not.toEqual([]);
        const definition = definitionOf(join(folder, expected[place] ?? ''), ['biometrics']);
        const path = heard.url.pathname.replace(/^(\/r1(\/[^/]+){4})?\/(population|civil-registry|consent|rail)/, '');
        expect(definition.faultsOf(heard, path)).toEqual([]);
      }
    });

    it('keep to them when the rail calls back about a batch', () => {
      const definition = definitionOf(join(folder, 'payments/g2p-BulkPaymentStatusUpdate.yml'));
      const delivery = world.inbox.find(({ url }) => url.includes('batchId'));

      const url = new URL(delivery?.url ?? '', world.callbackUrl);
      const heard = { method: 'POST', url, headers: new Headers(), body: jsonOf(delivery?.body ?? ''), status: 202, answer: undefined };

      expect(definition.faultsOf(heard, '/api/v1/batch')).toEqual([]);
    });

    it('keep to them when the rail calls back about an address', async () => {
      const definition = definitionOf(join(folder, 'payments/g2p-BulkValidateAccountResponse.yml'));
      world.control.set({ validation: 'callback' });

      await validate({ partners: world.partners, call: world.call(), callbackUrl: world.callbackUrl }, '+919845000099');
      await world.pass(1);
      const body = world.inbox
        .map((delivery) => jsonOf(delivery.body))
        .find((told) => z.object({ numberOfFailedCases: z.int() }).safeParse(told).success);
      const headers = new Headers({ 'X-Callback-URL': world.callbackUrl });
      const heard = { method: 'POST', url: new URL(world.callbackUrl), headers, body, status: 202, answer: undefined };

      expect(definition.faultsOf(heard, '/callback')).toEqual([]);
    });

    /** What the rail called back with since, as the definition reads it. */
    const lastCallback = () => {
      const body = jsonOf(world.inbox.at(-1)?.body ?? '');
      return { method: 'POST', url: new URL(world.callbackUrl), headers: new Headers(), body, status: 202, answer: undefined };
    };

    it.each([
      ['registered', 'PROGRAMME-0008', 'payments/g2p-RegisterBeneficiaryResponse.yml'],
      ['changed', 'PROGRAMME-0001', 'payments/g2p-UpdateBeneficiaryResponse.yml'],
    ] as const)('keep to them when the rail calls back that an address could not be %s', async (_what, payeeIdentity, file) => {
      world.control.set({ registration: 'callback' });
      const registration = { payeeIdentity, modality: '01' as const, financialAddress: '+919845000099', correlationId: 'REG-00000009' };
      const { rail } = world.partners;

      const answer = await rail.registerBeneficiary({ ...registration, callbackUrl: world.callbackUrl }, world.call());
      await world.pass(0);
      world.control.set({ registration: 'atOnce' });

      expect(answer).toEqual({ outcome: 'accepted' });
      const heard = lastCallback();
      expect(
        definitionOf(join(folder, file)).faultsOf(
          { ...heard, status: 200, answer: { responseCode: '00', responseDescription: '', requestID: '' } },
          '/callback',
        ),
      ).toEqual([]);
      expect(rail.parseAddressCallback(JSON.stringify(heard.body))).toEqual({
        about: 'registration',
        requestId: expect.stringMatching(/^\d{12}$/) as string,
        correlationId: 'REG-00000009',
        outcome: 'invalid',
        reason: 'accountClosed',
      });
    });

    it.each([
      ['enough', true],
      ['short', false],
    ] as const)("keep to them when the payer's bank says that the funds are %s", async (funds, authorized) => {
      world.control.set({ funds });
      const { vouched, exchanged: _, ...rest } = overheard(world);
      const requestIds = ['A', 'B'].map((name) => `${name}-${funds}`);

      const answer = await submit({ ...rest, partners: vouched, call: world.call(), callbackUrl: world.callbackUrl }, requestIds);
      await world.pass(0);
      const heard = lastCallback();
      await world.pass(2);

      expect(
        definitionOf(join(folder, 'payments/g2p-GetAuthorizationResponse.yml')).faultsOf({ ...heard, answer: {} }, '/callback'),
      ).toEqual([]);
      expect(world.partners.rail.parsePaymentCallback(JSON.stringify(heard.body))).toMatchObject({ about: 'funds', authorized });
      const batchId = answer.outcome === 'accepted' ? answer.batchId : '';
      const { lines } = await world.partners.rail.batchDetail({ batchId, lines: [] }, 0, world.call());
      const expected = authorized ? { status: 'completed' } : { status: 'failed', reason: 'fundsInsufficient' };
      expect(lines).toMatchObject([expected, expected]);
    });

    it('are really held: a wrong exchange is found out', () => {
      const definition = definitionOf(join(folder, 'payments/g2p-BulkPayment.yml'));
      const url = new URL('http://127.0.0.1/batchtransactions?type=cooked');
      const wrong = { method: 'POST', url, headers: new Headers(), body: [{ requestId: '12345678901234567' }], status: 202, answer: {} };

      expect(definition.faultsOf(wrong, '/batchtransactions')).toEqual(
        expect.arrayContaining([
          'header X-CorrelationID is missing',
          'body/0/requestId must NOT have more than 16 characters',
          "answer must have required property 'batchId'",
        ]),
      );
    });
  });
}
