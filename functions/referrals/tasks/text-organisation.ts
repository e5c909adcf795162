import { withoutOnce } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { getReferral } from '../domain/referral.ts';
import { tellOrganisation } from '../domain/told.ts';
import { findOrganisation } from '../organisations.ts';
import { ReferralInput, type Needs } from './needs.ts';

/** Puts what the organisation is still to be told into the queue of texts, once. */
export const textOrganisation = ({ files, table }: Pick<Needs, 'files' | 'table'>) =>
  task(ReferralInput, ({ caseId, referralId }, context) =>
    files.change(caseId, withoutOnce(context), async (file) => {
      const organisationId = getReferral(file, referralId).offers.at(-1)?.organisationId;
      const organisation = organisationId === undefined ? undefined : await findOrganisation(table, organisationId);
      const told = { hasPhone: organisation?.phone !== undefined, hasClient: organisation?.client !== undefined };
      return tellOrganisation(file, referralId, told, context.at);
    }),
  );
