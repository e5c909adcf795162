import { dateOf } from '../../functions/kernel/dates.ts';
import { Problem } from '../../functions/kernel/problem.ts';
import type { PaymentLine, PaymentRailPort, RailReason, SettledLine } from '../../functions/partners/payment-rail.ts';

/** One line in the rail's own books. */
export interface Booked {
  readonly requestId: string;
  readonly batchId: string;
  readonly content: string;
  readonly amountMinor: number;
  readonly currency: string;
  status: SettledLine['status'];
  reason?: RailReason;
  completedAt?: string;
  returnedAt?: string;
}

/** What goes wrong with the next call: it never arrives, its answer is lost, or an answer from before the last change arrives. */
export type RailFault = 'down' | 'lostAnswer' | 'stale';

export interface Rail extends PaymentRailPort {
  readonly books: ReadonlyMap<string, Booked>;
  /** Batches handed over, repeats included. */
  readonly submissions: () => number;
  /** How many lines each question what became of them named. */
  readonly detailed: () => readonly number[];
  readonly fail: (fault: RailFault | undefined) => void;
  /** Settles every open line. */
  readonly settle: (status: 'completed' | 'failed', at: string, reason?: RailReason) => void;
  /** Takes back every paid line. */
  readonly takeBack: (at: string, reason?: RailReason) => void;
  readonly change: (requestId: string, change: Partial<Booked>) => void;
}

const settledOf = ({ requestId, batchId, status, amountMinor, currency, reason, completedAt, returnedAt }: Booked): SettledLine => {
  const when = status === 'returned' ? returnedAt : completedAt;
  return {
    requestId,
    batchId,
    status,
    amountMinor,
    currency,
    ...(reason === undefined ? {} : { reason }),
    ...(when === undefined ? {} : { completedAt: when }),
  };
};

/** A payment rail in memory that keeps the port's promises: the same identifier with the same content is a question. */
export const aRail = (paysTo: PaymentRailPort['paysTo'] = 'payeeIdentity'): Rail => {
  const books = new Map<string, Booked>();
  let before: readonly SettledLine[] = [];
  let fault: RailFault | undefined;
  let submissions = 0;
  const detailed: number[] = [];

  const remember = (): void => void (before = [...books.values()].map(settledOf));
  const taken = (): RailFault | undefined => {
    const now = fault;
    fault = undefined;
    return now;
  };
  const through = <T>(effect: (stale: boolean) => T): Promise<T> => {
    const now = taken();
    if (now === 'down') return Promise.reject(new Problem('PartnerUnavailable', 'down'));
    const answer = effect(now === 'stale');
    return now === 'lostAnswer' ? Promise.reject(new Problem('PartnerUnavailable', 'no answer')) : Promise.resolve(answer);
  };
  const contentOf = ({ requestId, payee, amountMinor, currency }: PaymentLine): string =>
    JSON.stringify({ requestId, payee, amountMinor, currency });
  const refuse = (): Promise<never> => Promise.reject(new Error('not used here'));

  return {
    books,
    submissions: () => submissions,
    fail: (next) => void (fault = next),
    settle(status, at, reason) {
      remember();
      for (const booked of books.values())
        if (booked.status === 'ongoing') Object.assign(booked, { status, completedAt: at, ...(reason === undefined ? {} : { reason }) });
    },
    takeBack(at, reason = 'accountClosed') {
      remember();
      for (const booked of books.values())
        if (booked.status === 'completed') Object.assign(booked, { status: 'returned', returnedAt: at, reason });
    },
    change(requestId, change) {
      remember();
      Object.assign(books.get(requestId) ?? {}, change);
    },
    submitBatch: ({ correlationId, lines, onHandedOver }) =>
      through(() => {
        submissions += 1;
        if (lines.some((line) => (books.get(line.requestId)?.content ?? contentOf(line)) !== contentOf(line)))
          return { outcome: 'refused', reason: 'contentDiffers' } as const;
        const batchId = paysTo === 'address' ? correlationId : `B-${correlationId}`;
        for (const line of lines)
          if (!books.has(line.requestId)) {
            const { requestId, amountMinor, currency } = line;
            books.set(requestId, { requestId, batchId, content: contentOf(line), amountMinor, currency, status: 'ongoing' });
          }
        for (const { requestId } of lines) onHandedOver?.({ requestId });
        return { outcome: 'accepted', batchId } as const;
      }),
    detailed: () => detailed,
    batchDetail: ({ batchId, lines: asked }) =>
      through((stale) => {
        detailed.push(asked.length);
        const known = (stale ? before : [...books.values()].map(settledOf)).filter((line) => line.batchId === batchId);
        const isAsked = ({ requestId }: SettledLine) => asked.some((line) => line.requestId === requestId);
        return { lines: paysTo === 'address' ? known.filter(isAsked) : known };
      }),
    statement: (day, page) =>
      through(() => {
        const all = [...books.values()].flatMap((booked) => {
          const { completedAt, returnedAt, status } = booked;
          const moved = status === 'completed' || status === 'returned';
          const { reason: _, ...plain } = settledOf(booked);
          return [
            ...(moved && completedAt !== undefined && dateOf(completedAt) === day
              ? [{ ...plain, status: 'completed' as const, completedAt }]
              : []),
            ...(status === 'returned' && returnedAt !== undefined && dateOf(returnedAt) === day ? [{ ...settledOf(booked) }] : []),
          ];
        });
        const lines = all.slice(page * 2, page * 2 + 2);
        return { lines, ...(all.length > page * 2 + 2 ? { nextPage: page + 1 } : {}) };
      }),
    paysTo,
    takes: paysTo === 'address' ? 'lines' : 'batches',
    verifyCallback: ({ headers }) => {
      if (headers['x-callback-signature'] !== 'good') throw new Problem('SignatureInvalid', 'wrong');
      return headers['x-callback-timestamp'] ?? '';
    },
    parsePaymentCallback: () => ({ about: 'batch', batchId: 'B', correlationId: 'C', total: 1, completed: 1, failed: 0, ongoing: 0 }),
    parseAddressCallback: () => {
      throw new Error('not used here');
    },
    registerBeneficiary: refuse,
    lookupBeneficiaries: refuse,
    validateAddresses: refuse,
  };
};
