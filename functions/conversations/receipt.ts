import type { CaseFiles } from '../casefile/files.ts';
import type { Programmes } from '../runtime/programmes.ts';
import type { Texts } from '../runtime/sms.ts';
import type { Vault } from '../runtime/vault.ts';
import type { Table } from '../table/table.ts';

/** What taking a text needs. */
export interface ReceiveNeeds {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly vault: Vault;
  readonly programmes: Programmes;
  readonly texts: Texts;
}

/** What became of a text: kept in a case, answered although it is nobody's, left unanswered on purpose, or from a sender that is no phone. */
export type Receipt = 'taken' | 'answered' | 'silent' | 'noPhone';
