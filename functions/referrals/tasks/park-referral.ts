import { withoutOnce } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { parkReferral as decideToPark } from '../domain/look.ts';
import { ReferralInput, type Needs } from './needs.ts';

/** Leaves the referral to the update sweep, from tomorrow on. */
export const parkReferral = ({ files }: Pick<Needs, 'files'>) =>
  task(ReferralInput, ({ caseId, referralId }, context) =>
    files.change(caseId, withoutOnce(context), (file) => decideToPark(file, referralId, context.at)),
  );
