import { dateOf } from '../kernel/dates.ts';
import { derivedId } from '../kernel/ids.ts';
import { isProblem } from '../kernel/problem.ts';
import type { PartnerCall } from '../partners/partner-call.ts';
import { DEFAULT_RAIL, type HandedOver, type PaymentNotice, type Rails } from '../partners/payment-rail.ts';
import { countForAlarm } from '../runtime/observability.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import {
  leaveToPerson,
  openLines,
  OutsideBatch,
  outsideBatchKey,
  outsideBatchWrite,
  OutsideRequest,
  settleRequest,
  type OutsideSettlement,
} from './domain/outside.ts';
import type { Report } from './domain/report.ts';
import { decideAgain } from './on-conflict.ts';
import { LedgerEntry } from './records.ts';

interface Needs {
  readonly table: Table;
  readonly rails: () => Rails;
}

const AT_ONCE = 20;

/** Notes, beside a batch whose number at the rail is not known yet, that the rail has called back about it. */
const calledKey = (code: string) => ({ pk: keys.outsideCode(code), sk: 'CALLED' });

/**
 * Enters what is said of an instruction of another system, once, however often and by whomever it is said.
 * @param rail who says so; an instruction that went elsewhere is none of its
 */
export const settleOutside = (
  table: Table,
  report: Report,
  { rail, at }: { readonly rail: string; readonly at: string },
): Promise<OutsideSettlement['entries']> =>
  decideAgain(async () => {
    const request = OutsideRequest.safeParse(await table.find(keys.railRequest(report.requestId))).data;
    if (request === undefined || (request.rail ?? DEFAULT_RAIL) !== rail) return [];
    const { writes, entries, doubt } = settleRequest(request, report, { at });
    if (writes.length > 0) await table.transact(writes, derivedId('settleOutside', at, JSON.stringify(writes)));
    if (doubt !== undefined) countForAlarm('PaymentsOverdue');
    return entries;
  });

/** Enters what a rail says of several instructions. */
export const settleAllOutside = async (
  table: Table,
  reports: readonly Report[],
  said: { readonly rail: string; readonly at: string },
): Promise<void> => {
  for (let start = 0; start < reports.length; start += AT_ONCE)
    await Promise.all(reports.slice(start, start + AT_ONCE).map((report) => settleOutside(table, report, said)));
};

const ledgerOf = async (table: Table, account: string): Promise<readonly LedgerEntry[]> =>
  (await table.all(keys.outsideLedger(account))).map((item) => LedgerEntry.parse(item));

/** Once nothing of it is open, the daily run has nothing to ask. */
const closeWhenSettled = async (table: Table, batch: OutsideBatch, at: string): Promise<void> => {
  if (openLines(await ledgerOf(table, batch.account)).length === 0)
    await table.transact([outsideBatchWrite(batch, false)], derivedId('closeOutside', batch.code, at));
};

/** Leaves to a person what a rail has not answered when its time is over, whether it was handed over or not. Safe to repeat. */
export const leaveUnanswered = async (table: Table, { account, decideOn }: OutsideBatch, at: string): Promise<void> => {
  if (decideOn === undefined || dateOf(at) < decideOn) return;
  const open = openLines(await ledgerOf(table, account));
  if (open.length > 0) countForAlarm('PaymentsOverdue');
  const leave = ({ requestId }: HandedOver['lines'][number]): Promise<void> =>
    decideAgain(async () => {
      const request = OutsideRequest.parse(await table.find(keys.railRequest(requestId)));
      // settled since the ledger was read
      if (request.state !== 'instructed') return;
      const { writes } = leaveToPerson(request, 'unanswered', at);
      if (writes.length > 0) await table.transact(writes, derivedId('leaveToPerson', at, JSON.stringify(writes)));
    });
  for (let start = 0; start < open.length; start += AT_ONCE) await Promise.all(open.slice(start, start + AT_ONCE).map(leave));
};

/** Instructions asked about at a time, where the rail tells of each by itself. */
const LINES_ASKED = 100;

/** The instruction that a rail names, if it is one of the batch. */
const namedLine = async (table: Table, { account, rail }: OutsideBatch, requestId: string): Promise<HandedOver['lines']> => {
  const request = OutsideRequest.safeParse(await table.find(keys.railRequest(requestId))).data;
  return request?.account === account && (request.rail ?? DEFAULT_RAIL) === rail ? [request] : [];
};

/** What to ask about, in the order of the instructions. */
export interface Asked {
  /** The only instruction, where the rail tells of them one by one and named it. */
  readonly named?: string | undefined;
  /** Only those behind this one. */
  readonly after?: string | undefined;
}

/** How far it was asked. */
export interface AskedSoFar {
  readonly lines: number;
  /** The last instruction, where more are left. */
  readonly after?: string;
}

/**
 * Asks a rail what became of a batch of another system and enters it; of a hundred instructions at most where it tells of each by itself.
 * Safe to repeat.
 * @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid: the daily run asks again
 */
export const askAboutOutside = async (
  { table, rails }: Needs,
  batch: OutsideBatch,
  call: PartnerCall,
  { named, after = '' }: Asked = {},
): Promise<AskedSoFar> => {
  const { account, batchId, rail } = batch;
  if (batchId === undefined) {
    await closeWhenSettled(table, batch, call.at);
    return { lines: 0 };
  }
  const port = rails().of(rail);
  const isByLine = port.takes === 'lines';
  const one = named === undefined || !isByLine ? [] : await namedLine(table, batch, named);
  const open = one.length > 0 ? one : openLines(await ledgerOf(table, account)).filter(({ requestId }) => requestId > after);
  const lines = isByLine ? open.slice(0, LINES_ASKED) : open;
  for (let page: number | undefined = lines.length === 0 && isByLine ? undefined : 0; page !== undefined;) {
    const details = await port.batchDetail({ batchId, lines }, page, call);
    await settleAllOutside(table, details.lines, { rail, at: call.at });
    page = details.nextPage;
  }
  if (one.length > 0) return { lines: one.length };
  const last = lines.length < open.length ? lines.at(-1)?.requestId : undefined;
  if (last === undefined) await closeWhenSettled(table, batch, call.at);
  return { lines: lines.length, ...(last === undefined ? {} : { after: last }) };
};

/** As `askAboutOutside`; a rail that is down is asked by the daily run. */
export const askOrLeave = async (needs: Needs, batch: OutsideBatch, call: PartnerCall, asked?: Asked): Promise<AskedSoFar> => {
  try {
    return await askAboutOutside(needs, batch, call, asked);
  } catch (error) {
    if (!isProblem(error) || (error.name !== 'PartnerUnavailable' && error.name !== 'PartnerAnswerInvalid')) throw error;
    return { lines: 0 };
  }
};

export const findOutsideBatch = async (table: Table, code: string): Promise<OutsideBatch | undefined> => {
  const item = await table.find(outsideBatchKey(code));
  return item === undefined ? undefined : OutsideBatch.parse(item);
};

/**
 * A rail called back about a batch of another system: a reason to ask it, and nothing more. Called before the rail's answer to the batch
 * was kept, it is asked as soon as that is.
 */
export const hearAboutOutside = async (
  needs: Needs,
  { code, rail }: { readonly code: string; readonly rail: string },
  notice: PaymentNotice,
  call: PartnerCall,
): Promise<void> => {
  const { table } = needs;
  let batch = await findOutsideBatch(table, code);
  if (batch === undefined || batch.rail !== rail) return;
  if (batch.batchId === undefined) {
    await table.transact([{ put: { ...calledKey(code), entity: 'outsideCall' } }], derivedId('outsideCall', code, call.at));
    batch = (await findOutsideBatch(table, code)) ?? batch;
  }
  await askAboutOutside(needs, batch, call, { named: notice.about === 'line' ? notice.requestId : undefined });
};

/** Asks about a batch whose answer was just kept, if the rail has called back about it before. */
export const catchUpOutside = async (needs: Needs, batch: OutsideBatch, call: PartnerCall): Promise<void> => {
  if ((await needs.table.find(calledKey(batch.code))) !== undefined) await askOrLeave(needs, batch, call);
};
