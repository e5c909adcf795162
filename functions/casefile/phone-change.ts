import * as z from 'zod';
import type { PlainDate } from '../kernel/dates.ts';
import { dueOn, keys, type Key } from '../table/keys.ts';
import { Instant } from './case.ts';
import { entity } from './entity.ts';
import { allOf, type CaseFile } from './files.ts';

/** Another phone that a mother asked for from the one that she has. One a case; the latest wish replaces the one before. */
export const PhoneChange = z.object({
  /** Also the id of the challenge whose code is sent to the new phone. */
  changeId: z.uuid(),
  /** The phone that she writes from, and the one that she wants, E.164. */
  from: z.string(),
  to: z.string(),
  toHash: z.string(),
  requestedAt: Instant,
  /** When the code was answered from the new phone; until then it is awaited. */
  confirmedAt: Instant.optional(),
  /** When the code is answered no longer; of a change that is confirmed, when it is made. */
  dueAt: Instant,
});
export type PhoneChange = z.infer<typeof PhoneChange>;

const PHONE_CHANGE_SK = 'PHONECHANGE';

/** Under which a change is found when its code comes from the new phone. */
export const newPhonePartition = (hash: string): string => `NEWPHONE#${hash}`;

/** Instants are written in UTC, and the sweep counts days by it. */
const dayOf = ({ dueAt }: PhoneChange): PlainDate => dueAt.slice(0, 10) as PlainDate;

export const PhoneChanges = entity({
  name: 'phoneChange',
  schema: PhoneChange,
  sk: () => PHONE_CHANGE_SK,
  index: (change, { root, shards }) => ({
    ...dueOn('update', dayOf(change), 'phoneChange', root.caseId, PHONE_CHANGE_SK, shards),
    lookupPk: newPhonePartition(change.toHash),
    lookupSk: root.caseId,
  }),
});

export const findPhoneChange = (file: CaseFile): PhoneChange | undefined => allOf(file, PhoneChanges)[0];

export const phoneChangeKey = (caseId: string): Key => ({ pk: keys.case(caseId), sk: PHONE_CHANGE_SK });
