import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother says that a payment, which the rail has confirmed, did not reach her. */
export const ReceiptDenied = fact('payment', 'ReceiptDenied', 1, { lineId: z.string().max(120) });
