import * as z from 'zod';
import { fact } from './fact.ts';

/** The mother wants to be paid elsewhere; the address is not confirmed yet. */
export const PaymentAddressChanged = fact('enrolment', 'PaymentAddressChanged', 1, {
  modality: z.string().max(2),
});
