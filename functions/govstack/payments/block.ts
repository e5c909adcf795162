import { buildingBlock } from '../building-block.ts';
import { activateVoucher } from './api/activate-voucher.ts';
import { blockRefusal } from './api/block-refusal.ts';
import { cancelPayOut } from './api/cancel-pay-out.ts';
import { cancelVoucher } from './api/cancel-voucher.ts';
import { checkVoucher } from './api/check-voucher.ts';
import { confirmPayOut } from './api/confirm-pay-out.ts';
import { getValidationResult } from './api/get-validation-result.ts';
import { listPayOuts } from './api/list-pay-outs.ts';
import type { Needs } from './api/needs.ts';
import { payInBulk } from './api/pay-in-bulk.ts';
import { preactivateVoucher } from './api/preactivate-voucher.ts';
import { putBeneficiary } from './api/put-beneficiary.ts';
import { putMerchant } from './api/put-merchant.ts';
import { putSourceBlock } from './api/put-source-block.ts';
import { putVoucher } from './api/put-voucher.ts';
import { putVoucherGroup } from './api/put-voucher-group.ts';
import { redeemVoucher } from './api/redeem-voucher.ts';
import { registerBeneficiary } from './api/register-beneficiary.ts';
import { updateBeneficiaryDetails } from './api/update-beneficiary-details.ts';
import { validatePrepayment } from './api/validate-prepayment.ts';
import { payeeRegister } from './payees.ts';
import { voucherStore } from './vouchers.ts';

/** The Payments block of a country that has none: GovStack's version 1, in front of our own ledger. */
export const paymentsBlock = (props: Omit<Needs, 'register' | 'vouchers'>) => {
  const needs: Needs = { ...props, register: payeeRegister(props), vouchers: voucherStore(props) };
  return buildingBlock({
    name: 'payments',
    table: props.table,
    operations: [
      registerBeneficiary(needs),
      updateBeneficiaryDetails(needs),
      validatePrepayment(needs),
      getValidationResult(needs),
      payInBulk(needs),
      preactivateVoucher(needs),
      activateVoucher(needs),
      redeemVoucher(needs),
      checkVoucher(needs),
      cancelVoucher(needs),
      putBeneficiary(needs),
      putSourceBlock(needs),
      putVoucherGroup(needs),
      putMerchant(needs),
      putVoucher(needs),
      listPayOuts(needs),
      confirmPayOut(needs),
      cancelPayOut(needs),
    ],
    // the definition misspells it, its text and the suite do not
    aliases: { 'POST /vouchers/voucher_redemption': 'POST /vouchers/voucher_redeemption' },
    refusal: blockRefusal,
  });
};
