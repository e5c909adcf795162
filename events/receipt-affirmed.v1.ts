import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother says that a payment reached her. */
export const ReceiptAffirmed = fact('payment', 'ReceiptAffirmed', 1, { lineId: z.string().max(120) });
