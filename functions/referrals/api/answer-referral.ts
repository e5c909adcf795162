import * as z from 'zod';
import { findOf, type CaseFiles, type Context } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import type { RegisterNeeds } from '../../consent/ask-register.ts';
import { isSharingConfirmed, isSharingConsented } from '../consented.ts';
import { answerOffer } from '../domain/answer.ts';
import { OrganisationAnswer } from '../domain/life-cycle.ts';
import { whomToContact } from '../domain/contact.ts';
import { findInHand } from '../organisations.ts';
import { Referrals } from '../records.ts';
import { OrganisationId } from './organisation-request.ts';
import { ownOrganisation } from './own-organisation.ts';
import { ReferralAnswer } from './referral-view.ts';

interface Needs extends Pick<RegisterNeeds, 'register'> {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
  readonly vault: Vault;
}

/** The organisation did not register her case; that it has this referral of hers in hand is what it acts on. */
const forReferral = ({ partner: _, ...caller }: Caller): Context => caller;

/** `POST /organisations/{organisationId}/referrals/{referralId}/answer`: an organisation's own software answers. Who has accepted is told whom to contact. */
export const answerReferral = ({ files, table, programmes, vault, register }: Needs) =>
  operation('answerReferral', {
    route: 'POST /organisations/{organisationId}/referrals/{referralId}/answer',
    scope: 'referral.answer',
    summary: 'Accept, decline, start or finish a referral',
    status: 200,
    path: z.strictObject({ organisationId: OrganisationId, referralId: z.uuid() }),
    body: z.strictObject({ answer: OrganisationAnswer, reason: z.string().trim().min(1).max(60).optional() }),
    response: ReferralAnswer.extend({ contact: z.object({ givenName: z.string(), phone: z.string().optional() }).optional() }),
    async run({ path, body: { answer, reason } }, caller) {
      const { organisationId } = await ownOrganisation(table, path.organisationId, caller);
      const found = await findInHand(table, organisationId, path.referralId);
      if (found === undefined) throw new Problem('ReferralNotFound', 'this organisation has no such referral in hand');
      const context = forReferral(caller);
      const confirmed = answer !== 'accept' || (await isSharingConfirmed({ files, vault, register }, found.caseId, context));
      const answered = await files.change(found.caseId, context, async (file) => {
        const consented = confirmed && (await isSharingConsented(file, vault, caller.at));
        const said = { organisationId, answer, via: 'api' as const, reason, consented };
        return answerOffer(file, path.referralId, said, programmes.get(file.root.programme).operations.referrals, caller);
      });
      if (answer !== 'accept') return answered;
      const file = await files.read(found.caseId, context, `referral to ${organisationId}`);
      const referral = findOf(file, Referrals, ({ referralId }) => referralId === path.referralId);
      const consented = await isSharingConsented(file, vault, caller.at);
      return { ...answered, contact: referral === undefined ? undefined : whomToContact(file, referral, organisationId, consented) };
    },
  });
