import * as z from 'zod';
import { reply, type Reply } from '../../../runtime/operation.ts';
import { REFUSALS, type VoucherRefusal } from '../domain/vouchers.ts';

/** How the voucher calls say no. */
export const Message = z.object({ message: z.string() });

/** A refusal with the status that the definition gives it. */
export const refused = ({ refused: why, message }: VoucherRefusal): Reply => reply({ status: REFUSALS[why], body: { message } });

/** Which fields are missing; a field that is there with a wrong value has a status of its own. */
export const findMissing = (body: Readonly<Record<string, unknown>>, fields: readonly string[]): VoucherRefusal | undefined => {
  const missing = fields.filter((field) => body[field] === undefined);
  return missing.length === 0 ? undefined : { refused: 'malformed', message: `missing: ${missing.join(', ')}` };
};

/** A number or its text, as text of digits; undefined for anything else. */
export const digitsOf = (value: unknown): string | undefined => {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^\d{1,25}$/.test(text) ? text : undefined;
};

/** A text that is not empty; undefined for anything else. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
