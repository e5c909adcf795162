import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { Urgency } from '../../policy/schema/referral-kinds.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import { isReferralConsented } from '../consented.ts';
import { requestReferral } from '../domain/request.ts';
import { findOrganisation } from '../organisations.ts';
import { OrganisationId } from './organisation-request.ts';
import { ReferralAnswer } from './referral-view.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
  readonly vault: Vault;
}

/** `POST /cases/{caseId}/referrals`: has help looked for. */
export const createReferral = ({ files, table, programmes, vault }: Needs) =>
  operation('createReferral', {
    route: 'POST /cases/{caseId}/referrals',
    scope: 'referral.write',
    summary: 'Refer a mother to a clinic or a community organisation',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({
      domain: z.string().min(1).max(60).describe('the need, or the clinical reason, as the programme lists them'),
      urgency: Urgency.default('routine'),
      organisationId: OrganisationId.optional().describe(
        'whom to ask first; left out: the best fit by area, domain, hours, language and load',
      ),
      motherAgrees: z.literal(true).describe('she was asked, and agrees that who accepts learns her first name and phone'),
      note: z.string().trim().min(1).max(1000).optional().describe('for staff; no organisation sees it'),
    }),
    response: ReferralAnswer,
    async run({ path, body: { organisationId, domain, urgency, note } }, caller) {
      if (organisationId !== undefined && (await findOrganisation(table, organisationId)) === undefined)
        throw new Problem('OrganisationNotFound', 'no organisation has this id');
      return files.change(path.caseId, caller, async (file) => {
        const { referrals } = programmes.get(file.root.programme).operations;
        return requestReferral(
          file,
          referrals,
          { domain, urgency, ...(note === undefined ? {} : { note }), ...(organisationId === undefined ? {} : { wanted: organisationId }) },
          await isReferralConsented(file, vault, referrals, domain, caller.at),
          caller,
        );
      });
    },
  });
