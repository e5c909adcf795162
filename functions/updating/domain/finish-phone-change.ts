import { CaseCorrected } from '../../../events/catalogue.ts';
import { CasePhones } from '../../casefile/case-phone.ts';
import { place } from '../../casefile/entity.ts';
import { unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { findPhoneChange, phoneChangeKey } from '../../casefile/phone-change.ts';
import { Corrections } from '../records.ts';
import { endPhoneChange } from './phone-change.ts';
import { questionKeys } from './questions.ts';

/** Makes a change whose time to be stopped has passed, or gives up one whose code never came. Before its time it does nothing. */
export const finishPhoneChange = (file: CaseFile, { at, by }: Pick<Context, 'at' | 'by'>): Change<undefined> => {
  const { root } = file;
  const change = findPhoneChange(file);
  if (change === undefined || change.dueAt > at) return unchanged(undefined);
  const isHers = root.mother.phone === change.from && root.mother.diedOn === undefined && root.status !== 'exited';
  if (change.confirmedAt === undefined || !isHers) return endPhoneChange(file, change, 'expired');
  const { changeId, from, to, toHash, requestedAt } = change;
  return {
    root: { ...root, mother: { ...root.mother, phone: to } },
    put: [
      place(CasePhones, { phoneHash: toHash }),
      place(Corrections, {
        correctionId: changeId,
        status: 'applied',
        changes: [{ field: '/mother/phone', before: from, after: to, sealed: false }],
        reason: 'asked by text message, and confirmed from the new phone',
        requestedAt,
        requestedBy: 'mother',
        decidedAt: at,
        decidedBy: by,
      }),
    ],
    remove: [phoneChangeKey(root.caseId), ...questionKeys(file, 'phoneChange')],
    facts: [CaseCorrected.of({ correctionId: changeId, fields: ['mother.phone'] })],
    answer: undefined,
  };
};
