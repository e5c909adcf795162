import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { decideOutcome } from '../domain/close.ts';
import { findOrganisation } from '../organisations.ts';
import { OrganisationId } from './organisation-request.ts';
import { ReferralAnswer } from './referral-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
}

const note = z.string().trim().min(1).max(1000).describe('how this is known');

/** `POST /cases/{caseId}/referrals/{referralId}/outcome`: a person decides what became of a referral, or has help looked for anew. */
export const recordReferralOutcome = ({ files, table }: Needs) =>
  operation('recordReferralOutcome', {
    route: 'POST /cases/{caseId}/referrals/{referralId}/outcome',
    scope: 'referral.write',
    summary: 'Record by hand what became of a referral',
    status: 200,
    path: z.strictObject({ caseId: z.uuid(), referralId: z.uuid() }),
    body: z.discriminatedUnion('outcome', [
      z.strictObject({ outcome: z.enum(['helped', 'notHelped']), note }),
      z.strictObject({ outcome: z.literal('seekAgain'), note, organisationId: OrganisationId.optional().describe('whom to ask first') }),
    ]),
    response: ReferralAnswer,
    async run({ path, body }, caller) {
      if (
        body.outcome === 'seekAgain' &&
        body.organisationId !== undefined &&
        (await findOrganisation(table, body.organisationId)) === undefined
      )
        throw new Problem('OrganisationNotFound', 'no organisation has this id');
      return files.change(path.caseId, caller, (file) => decideOutcome(file, path.referralId, body, caller));
    },
  });
