import type { CaseFile } from '../casefile/files.ts';
import type { Addressed } from '../messaging/domain/sending.ts';
import { levelOf } from '../messaging/domain/letter.ts';
import type { Message } from '../messaging/records.ts';
import { fillIn } from '../policy/placeholders.ts';
import type { Programme } from '../policy/programme.ts';
import type { Vault } from '../runtime/vault.ts';
import type { Table } from '../table/table.ts';
import { referenceOf } from './domain/ladder.ts';
import { recipientAt } from './reach.ts';

/** Where a text to staff goes, and what it says: never a name, a phone or anything of health. A danger waits for no morning. */
export const addressStaff = async (
  { table, vault }: { readonly table: Table; readonly vault: Vault },
  { root: { caseId, area } }: CaseFile,
  { operations }: Programme,
  { address = '', template, language, variables }: Message,
): Promise<Addressed> => {
  const recipient = await recipientAt(table, address);
  const words = operations.alerts.texts[levelOf(template)];
  return {
    phone: recipient === undefined ? undefined : await vault.open(recipient.phone, recipient.owner),
    text: fillIn(words[language] ?? words['en'] ?? '', { ...variables, reference: referenceOf(caseId), area }),
    until: undefined,
    isUrgent: true,
  };
};
