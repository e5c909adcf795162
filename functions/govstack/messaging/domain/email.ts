/** What a caller sends, as the definition (0.1.1) has it, held to what an e-mail may bear. */
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { isCallable } from '../../../kernel/public-address.ts';

/** One address; two of them, or a header in one, are refused. */
export const Address = z.email().max(254);

/** Text that becomes part of a header: one line. */
const Line = z
  .string()
  .trim()
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be one line without control characters');

export const Callback = z.strictObject({
  URI: z.string().max(500).refine(isCallable, 'must be an https address of the internet, without a port or a password'),
});

export const SenderInfo = z.strictObject({
  organisationName: Line.optional(),
  organisationRegNr: Line.optional(),
  onBehalfOfName: Line.optional(),
  onBehalfOfRegNr: Line.optional(),
  email: Address.optional(),
  replyTo: Address.optional(),
  name: Line.optional(),
});
export type SenderInfo = z.infer<typeof SenderInfo>;

export const Recipient = z.strictObject({
  email: Address,
  emailCC: Address.optional(),
  emailBCC: Address.optional(),
  name: Line.optional(),
});
export type Recipient = z.infer<typeof Recipient>;

/** The length of a batch that is taken, in base64. */
const BATCH_CHARACTERS = 400_000;
export const MOST_RECIPIENTS = 500;

const Batch = z.strictObject({ batchEmailAsBase64: z.base64().min(4).max(BATCH_CHARACTERS) });

/** One e-mail for one recipient, or for each of a batch: suites and callers send either to either path. */
export const EmailRequest = z
  .strictObject({
    callback: Callback.optional(),
    callbackURI: Callback.optional(),
    senderInfo: SenderInfo.optional(),
    recipientInfo: z.union([Recipient, Batch], { error: () => 'must be a recipient with an email, or batchEmailAsBase64' }),
    emailContent: z.strictObject({
      encoding: z
        .string()
        .regex(/^utf-?8$/i, 'must be UTF-8')
        .optional(),
      title: Line.min(1),
      content: z.string().min(1).max(100_000),
    }),
  })
  .describe('an e-mail in plain text');
export type EmailRequest = z.infer<typeof EmailRequest>;

/** A line of a batch that is no recipient, from 1, and why. */
export interface Unusable {
  readonly row: number;
  readonly reason: string;
}

export interface Recipients {
  readonly usable: readonly Recipient[];
  readonly unusable: readonly Unusable[];
}

const Row = z.union([z.strictObject({ recipientInfo: z.unknown() }).transform(({ recipientInfo }) => recipientInfo), z.unknown()]);

/** The rows of a batch: a JSON list, or CSV with the names of the fields in its first line. @throws {Error} when it is neither */
const rowsOf = (text: string): readonly unknown[] => {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed.startsWith('[')) return z.array(z.unknown()).parse(JSON.parse(trimmed));
  const rows: unknown[] = parse(trimmed, { columns: true, skip_empty_lines: true, trim: true });
  return rows.map((row) => Object.fromEntries(Object.entries(row as Record<string, string>).filter(([, value]) => value !== '')));
};

const reasonOf = ({ issues }: z.ZodError): string =>
  issues
    .map(({ path, message }) => `${path.join('.')} ${message}`.trim())
    .join('; ')
    .slice(0, 200);

/**
 * Whom a request is for. In a batch, a row that cannot be used, or has the address of an earlier one, is told, and keeps no other from its
 * e-mail.
 * @throws {Error} when a batch cannot be read at all, with a reason that quotes nothing of it
 */
export const recipientsOf = ({ recipientInfo }: EmailRequest): Recipients => {
  if (!('batchEmailAsBase64' in recipientInfo)) return { usable: [recipientInfo], unusable: [] };
  let rows: readonly unknown[];
  try {
    rows = rowsOf(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(recipientInfo.batchEmailAsBase64, 'base64')));
  } catch (cause) {
    throw new Error('is neither a JSON list nor CSV, in UTF-8', { cause });
  }
  if (rows.length === 0 || rows.length > MOST_RECIPIENTS)
    throw new Error(`has ${String(rows.length)} recipients; 1 to ${String(MOST_RECIPIENTS)} are allowed`);
  const usable: Recipient[] = [];
  const unusable: Unusable[] = [];
  const rowOf = new Map<string, number>();
  for (const [place, given] of rows.entries()) {
    const row = place + 1;
    const { success, data, error } = Recipient.safeParse(Row.parse(given));
    // no mail service in use tells addresses apart by capitals
    const earlier = success ? rowOf.get(data.email.toLowerCase()) : undefined;
    if (!success) unusable.push({ row, reason: reasonOf(error) });
    else if (earlier !== undefined) unusable.push({ row, reason: `email is that of row ${String(earlier)}, which gets the one e-mail` });
    else {
      rowOf.set(data.email.toLowerCase(), row);
      usable.push(data);
    }
  }
  return { usable, unusable };
};
