import type { CaseFile } from '../casefile/files.ts';
import { findVerifiedConsent } from '../consent/domain/consent-record.ts';
import type { Vault } from '../runtime/vault.ts';

/** Whether a record of hers, as it was sealed, allows sharing at an instant. */
export const isSharingConsented = async (file: CaseFile, vault: Vault, at: string): Promise<boolean> =>
  (await findVerifiedConsent(file, 'sharing', at, (text) => vault.hash('consent', text))) !== undefined;
