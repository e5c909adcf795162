import { apiDefinition, findDefinition } from '../../support/api-definition.ts';
import type { BlockCall } from '../../support/block-call.ts';
import { aPaymentsWorld, type PaymentsWorld } from '../../support/payments-block.ts';

const beneficiaries = {
  RequestID: 'REQUEST00001',
  SourceBBID: 'SOURCE000001',
  Beneficiaries: [{ PayeeFunctionalID: 'PAYEE-00000000000001', FinancialAddress: '+919845000060' }],
};
const instruction = {
  InstructionID: 'INSTRUCTION00001',
  PayeeFunctionalID: 'PAYEE-00000000000001',
  Amount: 12.5,
  Currency: 'USD',
  Narration: 'aid',
};
const batch = { RequestID: 'REQUEST00002', SourceBBID: 'SOURCE000001', BatchID: 'BATCH0000001', CreditInstructions: [instruction] };
const wanted = { voucher_amount: '10', voucher_currency: 'USD', voucher_group: 'nutrition', Gov_Stack_BB: 'bb-registration' };
const spent = {
  Gov_Stack_BB: 'bb-registration',
  merchant_name: 'Corner Shop',
  merchant_bank_details: 'Rural Bank',
  merchant_voucher_group: 'nutrition',
  override: false,
};

interface Made {
  readonly number: string;
  readonly serial: string;
}

const aVoucher = async ({ call }: PaymentsWorld): Promise<Made> => {
  const { body } = await call('POST', '/vouchers/voucher_preactivation', { body: wanted });
  const { voucher_number: number, voucher_serial_number: serial } = body as Record<string, string>;
  return { number: number ?? '', serial: serial ?? '' };
};
const active = async (world: PaymentsWorld): Promise<Made> => {
  const made = await aVoucher(world);
  await world.call('PATCH', '/vouchers/voucher_activation', {
    body: { voucher_serial_number: Number(made.serial), Gov_Stack_BB: 'bb-registration' },
  });
  return made;
};

/** A request for each status that we give: what is sent, and where. */
type Case = readonly [status: number, send: (world: PaymentsWorld) => Promise<BlockCall & { readonly path?: string }>];
const sending = (body: unknown) => () => Promise.resolve({ body });

const CASES: Readonly<Record<string, Readonly<Record<string, readonly Case[]>>>> = {
  'v1-register-beneficiary.yaml': {
    'POST /register-beneficiary': [
      [200, sending({ ...beneficiaries, Beneficiaries: [{ PayeeFunctionalID: 'PAYEE-00000000000009' }] })],
      [400, sending({ RequestID: 'REQUEST00001' })],
    ],
  },
  'v1-update-beneficiary.yaml': {
    'POST /update-beneficiary-details': [
      [200, sending(beneficiaries)],
      [400, sending({ ...beneficiaries, Beneficiaries: [{ PayeeFunctionalID: 'PAYEE-00000000000009' }] })],
    ],
  },
  'v1-prepayment-validation.yaml': {
    'POST /prepayment-validation': [
      [200, sending(batch)],
      [200, sending({})],
    ],
  },
  'v1-bulk-payment.yaml': {
    'POST /bulk-payment': [
      [200, sending(batch)],
      [400, sending({ ...batch, CreditInstructions: [] })],
    ],
  },
  'v1-vouchers.json': {
    'POST /vouchers/voucher_preactivation': [
      [200, sending(wanted)],
      [400, sending({})],
      [452, sending({ ...wanted, voucher_amount: '-1' })],
      [453, sending({ ...wanted, voucher_currency: '000' })],
      [454, sending({ ...wanted, voucher_group: 'unknown' })],
      [
        455,
        async ({ call }) => {
          await call('PUT', '/voucher-groups/full', { body: { validDays: 30, vouchersMost: 0 } });
          return { body: { ...wanted, voucher_group: 'full' } };
        },
      ],
      [460, sending({ ...wanted, Gov_Stack_BB: 'nobody' })],
    ],
    'PATCH /vouchers/voucher_activation': [
      [
        200,
        async (world) => ({ body: { voucher_serial_number: Number((await aVoucher(world)).serial), Gov_Stack_BB: 'bb-registration' } }),
      ],
      [400, sending({})],
      [456, sending({ voucher_serial_number: 1, Gov_Stack_BB: 'bb-registration' })],
      [460, sending({ voucher_serial_number: 1, Gov_Stack_BB: 'nobody' })],
    ],
    'POST /vouchers/voucher_redeemption': [
      [200, async (world) => ({ body: { ...spent, voucher_number: Number((await active(world)).number) } })],
      [400, sending({})],
      [460, sending({ ...spent, voucher_number: 1, Gov_Stack_BB: 'nobody' })],
      [461, sending({ ...spent, voucher_number: 1 })],
      [
        462,
        async (world) => {
          await world.call('PUT', '/voucher-groups/nutrition', { body: { validDays: 30, currency: 'USD', fundsMinor: 5 } });
          return { body: { ...spent, voucher_number: (await active(world)).number } };
        },
      ],
      [463, sending({ ...spent, voucher_number: 1, merchant_name: 'Somebody else' })],
    ],
    'GET /vouchers/voucherstatuscheck/{voucherserialnumber}': [
      [200, async (world) => ({ path: `/vouchers/voucherstatuscheck/${(await aVoucher(world)).serial}` })],
      [400, () => Promise.resolve({ path: '/vouchers/voucherstatuscheck/%7B%7D' })],
      [456, () => Promise.resolve({ path: '/vouchers/voucherstatuscheck/1' })],
      [
        458,
        async (world) => {
          const { number, serial } = await active(world);
          await world.call('POST', '/vouchers/voucher_redemption', { body: { ...spent, voucher_number: number } });
          return { path: `/vouchers/voucherstatuscheck/${serial}` };
        },
      ],
      [459, async (world) => ({ path: `/vouchers/voucherstatuscheck/${(await active(world)).serial}`, at: '2026-05-01T00:00:00.000Z' })],
    ],
    'PATCH /vouchers/voucherstatuscheck/{voucherserialnumber}': [
      [
        200,
        async (world) => {
          const { serial } = await aVoucher(world);
          return { path: `/vouchers/voucherstatuscheck/${serial}`, body: { voucherserialnumber: serial, Gov_Stack_BB: 'bb-registration' } };
        },
      ],
      [400, () => Promise.resolve({ path: '/vouchers/voucherstatuscheck/1', body: {} })],
      [
        463,
        () =>
          Promise.resolve({ path: '/vouchers/voucherstatuscheck/1', body: { voucherserialnumber: '1', Gov_Stack_BB: 'bb-registration' } }),
      ],
      [
        464,
        async (world) => {
          const { serial } = await aVoucher(world);
          const cancel = {
            path: `/vouchers/voucherstatuscheck/${serial}`,
            body: { voucherserialnumber: serial, Gov_Stack_BB: 'bb-registration' },
          };
          await world.call('PATCH', cancel.path, cancel);
          return cancel;
        },
      ],
    ],
  },
};

describe.each(Object.entries(CASES))('the Payments block, held to %s', (file, cases) => {
  const path = findDefinition(`payments/${file}`);
  if (path === undefined) {
    it('has no definition beside the project to be held to', () => {
      expect(findDefinition(`payments/${file}`)).toBeUndefined();
    });
    return;
  }
  const definition = apiDefinition(path);

  it('serves every operation', () => {
    expect(Object.keys(cases).toSorted()).toEqual([...definition.operations].toSorted());
  });

  it.each(definition.operations.flatMap((operation) => (cases[operation] ?? []).map(([status, send]) => ({ operation, status, send }))))(
    'answers $operation with $status as defined',
    async ({ operation, status, send }) => {
      const world = await aPaymentsWorld();
      const [method = '', template = ''] = operation.split(' ');
      const { path: asked = template, ...options } = await send(world);

      const answer = await world.call(method, asked, options);

      expect({ status: answer.status, faults: definition.faultsOf(operation, answer) }).toEqual({ status, faults: [] });
    },
  );
});
