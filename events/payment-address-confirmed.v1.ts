import * as z from 'zod';
import { fact } from './fact.ts';

/** The payment rail knows the address that the mother chose. */
export const PaymentAddressConfirmed = fact('enrolment', 'PaymentAddressConfirmed', 1, {
  modality: z.string().max(2),
});
