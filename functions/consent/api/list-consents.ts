import * as z from 'zod';
import { Consents } from '../../casefile/case.ts';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { isSealed } from '../domain/consent-record.ts';
import { CasePath, ConsentView } from './consent-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly vault: Vault;
}

/** `GET /cases/{caseId}/consents`: what she signed and withdrew, newest first, and whether each record is as it was sealed. */
export const listConsents = ({ files, vault }: Needs) =>
  operation('listConsents', {
    route: 'GET /cases/{caseId}/consents',
    scope: 'consent.read',
    summary: 'See the consent records of a case',
    status: 200,
    path: CasePath,
    response: z.object({ items: z.array(ConsentView.extend({ intact: z.boolean().describe('the seal fits the record') })) }),
    async run({ path: { caseId } }, caller) {
      const file = await files.read(caseId, caller, 'consents');
      const newestFirst = [...allOf(file, Consents)].sort((left, right) => right.givenAt.localeCompare(left.givenAt));
      return {
        items: await Promise.all(
          newestFirst.map(async (consent) => ({ ...consent, intact: await isSealed(consent, (text) => vault.hash('consent', text)) })),
        ),
      };
    },
  });
