import * as z from 'zod';
import { fact } from './fact.ts';

/** The payment rail does not know the address; a person has to ask the mother. */
export const PaymentAddressRefused = fact('enrolment', 'PaymentAddressRefused', 1, {
  reason: z.string().max(120),
});
