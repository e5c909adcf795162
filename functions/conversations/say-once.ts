import { commitBeside, type Context } from '../casefile/files.ts';
import { derivedId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Programme } from '../policy/programme.ts';
import type { MessageTemplateId } from '../policy/schema/message-templates.ts';
import { renderMessage } from '../policy/text.ts';
import { TransactionContended, TransactionRefused, type Write } from '../table/table.ts';
import type { ReceiveNeeds, Receipt } from './receipt.ts';
import { writeLine, type PhoneLine } from './records.ts';

/** What is said to a phone that is no single mother's. */
export interface Say {
  readonly programme: Programme;
  readonly template: MessageTemplateId;
  readonly language: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** A phone, its line as it was read, and as it shall be. */
export interface LineChange {
  readonly phone: string;
  readonly hash: string;
  readonly before: PhoneLine | undefined;
  readonly next: Omit<PhoneLine, 'version'>;
  /** Written with it, such as a lead. */
  readonly also?: readonly Write[];
}

/**
 * Keeps the line of a phone and says something, or nothing, to it: at most once, since it is kept first. A text that the gateway does
 * not take is lost; whoever wrote may write again.
 * @throws {Problem} VersionConflict when another text of the phone was faster
 */
export const sayOnce = async (
  { table, texts }: Pick<ReceiveNeeds, 'table' | 'texts'>,
  { phone, hash, before, next, also = [] }: LineChange,
  say: Say | undefined,
  context: Context,
): Promise<Receipt> => {
  const receipt: Receipt = say === undefined ? 'silent' : 'answered';
  try {
    const { by } = await commitBeside(table, context, [writeLine(hash, before, next, context.at), ...also], {
      receipt,
      by: context.causationId,
    });
    if (say === undefined || by !== context.causationId) return receipt;
  } catch (error) {
    if (!(error instanceof TransactionRefused) && !(error instanceof TransactionContended)) throw error;
    throw new Problem('VersionConflict', 'another text of this phone is being taken', { cause: error });
  }
  const { programme, template, language, variables } = say;
  const text = renderMessage(programme.operations, template, language, variables);
  await texts.send({ phone, text, reference: derivedId('said', context.causationId), at: context.at });
  return receipt;
};
