import { randomUUID } from 'node:crypto';
import { CaseRoot, Consents } from '../../functions/casefile/case.ts';
import { place, type Placed } from '../../functions/casefile/entity.ts';
import { Reviews, type Review } from '../../functions/casefile/review.ts';
import type { Purpose } from '../../functions/consent/domain/agreement-revisions.ts';
import { consentText, draftConsent } from '../../functions/consent/domain/consent-record.ts';
import { parsePlainDate } from '../../functions/kernel/dates.ts';
import { aRoot, REGISTERED_AT } from './builders.ts';
import { aContext, testVault, type World } from './world.ts';

export interface ConsentedCase extends Partial<Omit<CaseRoot, 'caseId' | 'version'>> {
  readonly purposes?: readonly Purpose[];
  /** What the case holds beside its root and its consent. */
  readonly put?: readonly Placed[];
}

/** A stored case whose consent carries its seal, as a registration leaves it; gives its id. */
export const aConsentedCase = async (
  { files }: World,
  { purposes = ['verification', 'programme', 'messages', 'sharing'], put = [], ...changes }: ConsentedCase = {},
): Promise<string> => {
  const draft = draftConsent({ consentId: randomUUID(), method: 'paper', scanReference: 'scan-1', purposes, at: REGISTERED_AT });
  const consent = { ...draft, seal: await testVault.hash('consent', consentText(draft)) };
  const root = CaseRoot.parse({ ...aRoot(), caseId: randomUUID(), consentId: consent.consentId, ...changes });
  return files.create(root, aContext(root.registeredAt), { put: [place(Consents, consent), ...put], answer: root.caseId });
};

/** An open review, due on 8 March 2026. */
export const aReview = (changes: Partial<Review> = {}): Review => ({
  reviewId: '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77',
  kind: 'verification',
  status: 'open',
  openedAt: REGISTERED_AT,
  dueOn: parsePlainDate('2026-03-08'),
  options: ['accept', 'refuse'],
  differences: [],
  about: {},
  openedBy: 'workflow:w',
  secondPerson: false,
  ...changes,
});

export const placedReview = (changes: Partial<Review> = {}): Placed => place(Reviews, aReview(changes));
