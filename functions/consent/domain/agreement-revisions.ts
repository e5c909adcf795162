/** The revisions of the agreement without their texts: all that a record of a consent is made of, and a fifth of the weight. */
import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import revisions from '../agreement-revisions.json' with { type: 'json' };

/** What a mother may consent to; each can be given and withdrawn for itself. */
export const PURPOSES = ['verification', 'programme', 'messages', 'sharing'] as const;
export const Purpose = z.enum(PURPOSES);
export type Purpose = z.infer<typeof Purpose>;

/** Who may be told something under `sharing` beside those that every revision names: hospitals, health workers and payment offices. */
export const SharedWith = z.enum(['communityOrganisation']);
export type SharedWith = z.infer<typeof SharedWith>;

/** A revision of the agreement as a record names it. `hash` is that of its texts; a test holds the two together. */
const AgreementRevision = z.strictObject({
  id: z.string(),
  revision: z.string(),
  effectiveFrom: PlainDate,
  sharesWith: z.array(SharedWith).optional(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AgreementRevision = z.infer<typeof AgreementRevision>;

/** All revisions, oldest first. */
export const REVISIONS: readonly AgreementRevision[] = z.array(AgreementRevision).min(1).parse(revisions);

/** The revision that is signed on a day: the latest in force, or the first for a day before all of them. */
export const revisionOn = (on: PlainDate): AgreementRevision => {
  const [first, ...later] = REVISIONS;
  if (first === undefined) throw new Error('there is no agreement');
  return later.reduce((current, next) => (next.effectiveFrom <= on ? next : current), first);
};

/**
 * Whether a revision lets something be shared with somebody. Until a revision that names them is in force, sharing as such is enough: what
 * was agreed to before stays valid for what it was used for then.
 */
export const isSharedWith = ({ id, revision }: Pick<AgreementRevision, 'id' | 'revision'>, whom: SharedWith, on: PlainDate): boolean => {
  const naming = REVISIONS.filter(({ sharesWith = [] }) => sharesWith.includes(whom));
  return naming.some((one) => one.id === id && one.revision === revision) || !naming.some(({ effectiveFrom }) => effectiveFrom <= on);
};
