import type { CaseRoot } from '../../casefile/case.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import type { Line } from '../records.ts';

/** Why a line that is due is not paid now; undefined when nothing stands against it. */
export const heldBackBy = (root: CaseRoot, { payee, inKind }: Pick<Line, 'payee' | 'inKind'>): string | undefined => {
  if (root.exit?.payments === 'stop') return root.exit.reason;
  if (payee !== 'mother') return undefined;
  if (root.mother.diedOn !== undefined && root.exit?.payments !== 'payEarned') return 'motherDied';
  return inKind || root.paymentAddress?.state === 'confirmed' ? undefined : 'paymentAddressUnconfirmed';
};

/** Whether the case is paid at all: enrolled, or out of the programme with what was earned before. */
export const isPaid = ({ status, enrolled, exit }: CaseRoot): boolean =>
  status === 'enrolled' || (status === 'exited' && enrolled !== undefined && exit?.payments === 'payEarned');

/** What was earned on this day still counts: an exit ends it. */
export const isEarnedBeforeExit = ({ status, exit }: CaseRoot, on: PlainDate | undefined): boolean =>
  status !== 'exited' || exit === undefined || (on !== undefined && on < exit.on);
