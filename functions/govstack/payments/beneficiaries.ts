import * as z from 'zod';
import { commitBeside } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import { TransactionRefused, type Table } from '../../table/table.ts';
import { shelfWrite } from '../shelf.ts';
import { FinancialAddress, PayeeFunctionalId, RequestId, SourceBbId } from './domain/instructions.ts';
import { eachOf, type PayeeRegister } from './payees.ts';
import { Beneficiaries, Modality, type Beneficiary } from './records.ts';

/** One transaction takes them all. */
const MOST_AT_ONCE = 90;
const LOOKED_UP_AT_ONCE = 20;

const Details = z.object({
  PayeeFunctionalID: PayeeFunctionalId,
  PaymentModality: Modality.nullish(),
  FinancialAddress: FinancialAddress.nullish(),
});

export const BeneficiariesRequest = z.object({
  RequestID: RequestId,
  SourceBBID: SourceBbId,
  Beneficiaries: z
    .array(Details)
    .min(1)
    .max(MOST_AT_ONCE)
    .refine((all) => new Set(all.map(({ PayeeFunctionalID }) => PayeeFunctionalID)).size === all.length, 'name a PayeeFunctionalID twice'),
});
export type BeneficiariesRequest = z.infer<typeof BeneficiariesRequest>;

const isSame = (known: Beneficiary, address: string | undefined, { PaymentModality, FinancialAddress }: z.infer<typeof Details>): boolean =>
  (known.modality ?? null) === (PaymentModality ?? null) && (address ?? null) === (FinancialAddress ?? null);

/**
 * Puts beneficiaries into the register, all or none. A repeat changes nothing; whoever is registered with other details has to be updated,
 * so that a registration never redirects somebody's money.
 * @throws {Problem} StatusRefuses, RecordNotFound, AgreementMissing for those of other clients, VersionConflict; none names a payee
 */
export const storeBeneficiaries = async (
  { table, register }: { readonly table: Table; readonly register: PayeeRegister },
  { Beneficiaries: all }: BeneficiariesRequest,
  caller: Caller,
  kind: 'register' | 'update',
): Promise<void> => {
  const writes = await eachOf([...all.entries()], LOOKED_UP_AT_ONCE, async ([place, details]) => {
    const payee = await register.hashOf(details.PayeeFunctionalID);
    const known = await register.find(payee);
    const where = `Beneficiaries/${String(place)}`;
    const isTheirs = caller.partner === undefined || known?.value.registeredBy === caller.client;
    if (kind === 'update' && !isTheirs)
      // in the same words whether it is another's or nobody's
      throw new Problem('AgreementMissing', `${where} is not registered by this client`);
    if (kind === 'update' && known === undefined) throw new Problem('RecordNotFound', `${where} is not registered`);
    if (kind === 'register' && known !== undefined) {
      const payable = await register.findPayable(details.PayeeFunctionalID);
      if (isTheirs && payable !== undefined && isSame(payable.beneficiary, payable.address, details)) return [];
      throw new Problem('StatusRefuses', `${where} is registered with other details: update them instead`);
    }
    // what an update leaves out stays as it was
    const modality = details.PaymentModality ?? known?.value.modality;
    const address = details.FinancialAddress ?? undefined;
    const sealedAddress = address === undefined ? known?.value.sealedAddress : await register.seal(payee, address);
    const beneficiary: Beneficiary = {
      payee,
      registeredBy: known?.value.registeredBy ?? caller.client,
      changedAt: caller.at,
      ...(modality === undefined ? {} : { modality }),
      ...(sealedAddress === undefined ? {} : { sealedAddress }),
    };
    const version = (known?.version ?? 0) + 1;
    const replaces = known === undefined ? ('absent' as const) : { version: known.version };
    return [shelfWrite(Beneficiaries, beneficiary, { within: register.within(payee), version, replaces })];
  });
  try {
    await commitBeside(table, caller, writes.flat(), null);
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error;
    throw new Problem('VersionConflict', 'a beneficiary was changed by somebody else', { cause: error });
  }
};
