import * as z from 'zod';
import { operation, PageQuery } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { ANSWERS, OrganisationAnswer, Stage, TASK_STATUS, TaskStatus } from '../domain/life-cycle.ts';
import { inHandOfOrganisation } from '../organisations.ts';
import { currentOffer, Referral } from '../records.ts';
import { OrganisationId } from './organisation-request.ts';
import { ownOrganisation } from './own-organisation.ts';

/** A referral as the organisation that has it in hand sees it: the need, and nothing of who she is. */
const Row = Referral.pick({ referralId: true, domain: true, urgency: true, dueAt: true }).extend({
  area: z.string(),
  code: z.string().optional(),
  status: TaskStatus,
  stage: Stage,
  answers: z.array(OrganisationAnswer).describe('what may be answered now'),
});

interface Needs {
  readonly table: Table;
}

/** `GET /organisations/{organisationId}/referrals`: what an organisation has in hand. */
export const listOrganisationReferrals = ({ table }: Needs) =>
  operation('listOrganisationReferrals', {
    route: 'GET /organisations/{organisationId}/referrals',
    scope: 'referral.answer',
    summary: 'List the referrals that an organisation has in hand',
    status: 200,
    path: z.strictObject({ organisationId: OrganisationId }),
    query: z.strictObject({ ...PageQuery }),
    response: z.object({ items: z.array(Row), next: z.string().optional() }),
    async run({ path, query: { limit, cursor } }, caller) {
      const { organisationId } = await ownOrganisation(table, path.organisationId, caller);
      const { items, next } = await inHandOfOrganisation(table, organisationId, { limit, after: cursor });
      return {
        next,
        items: items.map(({ referral, area }) => ({
          ...referral,
          area,
          code: currentOffer(referral)?.code,
          status: TASK_STATUS[referral.stage],
          answers: ANSWERS[referral.stage],
        })),
      };
    },
  });
