import { oneTimeCode } from '../casefile/challenge.ts';
import type { Context } from '../casefile/files.ts';
import { newPhonePartition } from '../casefile/phone-change.ts';
import { takePhoneCode as decide } from '../updating/domain/phone-change.ts';
import type { Stranger } from './answer-stranger.ts';
import { guard } from './domain/guard.ts';
import { plainText, wordsOf } from './domain/normalise.ts';
import type { Receipt, ReceiveNeeds } from './receipt.ts';
import { sayOnce } from './say-once.ts';

/** How many cases may await a code from one phone. */
const MOST_CASES = 10;

/** The code in a text of nothing else, or of a word before it. */
const codeIn = (text: string): string | undefined => /^(?:\p{L}[\p{L}\p{M}]* )?(\d{6})$/u.exec(wordsOf(plainText(text)))?.[1];

/**
 * Takes a text that is the code of a change to this phone. The right one is told by the facts of its case; a wrong one is said so.
 * Undefined where no case awaits a code from this phone: the text is something else.
 */
export const takePhoneCode = async (
  needs: ReceiveNeeds,
  { phone, hash, line, text }: Stranger,
  context: Context,
): Promise<Receipt | undefined> => {
  const { files, table, vault, programmes } = needs;
  const code = codeIn(text);
  if (code === undefined) return undefined;
  const { items } = await table.pageOf('lookup', newPhonePartition(hash), {}, { limit: MOST_CASES });
  const codeOf = async (changeId: string): Promise<string> => oneTimeCode(await vault.hash('code', changeId));
  let awaiting: string | undefined;
  for (const { lookupSk: caseId = '' } of items) {
    const once = context.once && { ...context.once, key: `${context.once.key}:${caseId}` };
    const outcome = await files.change(caseId, { ...context, ...(once === undefined ? {} : { once }) }, (file) =>
      decide(file, programmes.get(file.root.programme), { phone, code }, context.at, codeOf),
    );
    if (outcome === 'right') return 'taken';
    if (outcome !== undefined) awaiting ??= caseId;
  }
  if (awaiting === undefined) return undefined;
  const { root } = await files.open(awaiting, context);
  const programme = programmes.get(root.programme);
  const { verdict, line: next } = guard(line, text, context.at, programme.operations.conversations.guards);
  const say = { programme, template: 'phoneCodeWrong', language: root.language, variables: {} } as const;
  return sayOnce(needs, { phone, hash, before: line, next }, verdict === 'take' ? say : undefined, context);
};
