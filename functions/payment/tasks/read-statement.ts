import * as z from 'zod';
import { withoutOnce, type Context } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { DEFAULT_RAIL, type SettledLine } from '../../partners/payment-rail.ts';
import { task } from '../../runtime/task.ts';
import { keys } from '../../table/keys.ts';
import type { Item, Write } from '../../table/table.ts';
import { movementItem, movementKey, type Movement } from '../domain/ledger.ts';
import { OutsideRequest } from '../domain/outside.ts';
import { askAboutDifference, movementOf, pagePart, reportOf, type Outcome } from '../domain/reconcile.ts';
import { settle } from '../domain/settle.ts';
import { settleOutside } from '../outside-batches.ts';
import type { Needs } from './needs.ts';
import { storePart } from './store-part.ts';

type PageNeeds = Pick<Needs, 'files' | 'table' | 'programmes' | 'rails'>;

/** A line of a statement beside what the ledger holds of it. */
interface Beside {
  readonly line: SettledLine;
  readonly movement: Movement;
  readonly caseId: string | undefined;
  /** The instruction, where another system gave it. */
  readonly outside: OutsideRequest | undefined;
  readonly filed: Item | undefined;
}

interface Compared {
  readonly line: SettledLine;
  readonly outcome: Outcome;
  readonly caseId?: string;
  /** Marks the movement as shown by the statement, and enters it where the ledger misses it. */
  readonly marks?: readonly Write[];
}

const agrees = (item: Item | undefined, { amountMinor, currency }: SettledLine): boolean =>
  item?.['amountMinor'] === amountMinor && item['currency'] === currency;

/** An instruction that went to another rail is none that this one can have carried out. */
const isOf = (rail: string, request: Item | undefined): request is Item =>
  request !== undefined && (request['rail'] ?? DEFAULT_RAIL) === rail;

const besideLedger = async (
  table: Needs['table'],
  line: SettledLine,
  { day, rail }: { day: PlainDate; rail: string },
): Promise<Beside | undefined> => {
  const movement = movementOf(line);
  if (movement === undefined) return undefined;
  const [request, filed] = await Promise.all([
    table.find(keys.railRequest(line.requestId)),
    table.find(movementKey(line.requestId, movement, day)),
  ]);
  // an instruction that went to another rail is none that this one can have carried out
  const own = isOf(rail, request) ? request : undefined;
  const caseId = own?.['caseId'];
  return {
    line,
    movement,
    filed,
    caseId: typeof caseId === 'string' ? caseId : undefined,
    outside: OutsideRequest.safeParse(own).data,
  };
};

/** Holds a line about another system's instruction against the ledger; the rail is believed about money that moved. */
const compareOutside = async (
  { table }: PageNeeds,
  { line, movement, filed }: Beside,
  request: OutsideRequest,
  { day, rail }: { day: PlainDate; rail: string },
  at: string,
): Promise<Compared> => {
  const { requestId, amountMinor, currency } = line;
  const isAsInstructed = amountMinor === request.amountMinor && currency === request.currency;
  const shown = (outcome: Outcome): Compared => ({
    line,
    outcome: isAsInstructed ? outcome : 'amountDiffers',
    marks: [{ put: movementItem({ requestId, movement, amountMinor, currency, day, rail }, at) }],
  });
  if (agrees(filed, line)) return shown('matched');
  const entered = await settleOutside(table, reportOf(line, day), { rail, at });
  const now = filed ?? (await table.find(movementKey(requestId, movement, day)));
  if (agrees(now, line)) return shown(entered.includes(movement) ? movement : 'matched');
  return { line, outcome: 'amountDiffers', ...(now === undefined ? {} : { marks: [{ put: { ...now, reconciledAt: at } }] }) };
};

/** Holds a line against the ledger; what the ledger misses is entered, as if the status had been asked for. */
const compare = async (needs: PageNeeds, beside: Beside, on: { day: PlainDate; rail: string }, context: Context): Promise<Compared> => {
  const { line, movement, caseId, filed, outside } = beside;
  const { files, table, programmes } = needs;
  const { day, rail } = on;
  if (outside !== undefined) return compareOutside(needs, beside, outside, on, context.at);
  if (caseId === undefined) return { line, outcome: 'unknownHere' };
  const { requestId, amountMinor, currency } = line;
  const shown = (outcome: Outcome): Compared => ({
    line,
    outcome,
    caseId,
    marks: [{ put: movementItem({ requestId, movement, caseId, amountMinor, currency, day, rail }, context.at) }],
  });
  if (agrees(filed, line)) return shown('matched');
  const rulesOf = (programme: string) => programmes.get(programme).operations.payment;
  const settlement = await files.change(caseId, context, (file) =>
    settle({ file, rules: rulesOf(file.root.programme), at: context.at }, [reportOf(line, day)]),
  );
  const now = filed ?? (await table.find(movementKey(requestId, movement, day)));
  if (agrees(now, line)) return shown(settlement[movement] > 0 ? movement : 'matched');
  await files.change(caseId, context, (file) =>
    askAboutDifference(file, { requestId, problem: 'amountDiffers' }, { rules: rulesOf(file.root.programme), at: context.at, day }),
  );
  // shown, but for another amount: what was entered before stays as it was entered
  return {
    line,
    outcome: 'amountDiffers',
    caseId,
    ...(now === undefined ? {} : { marks: [{ put: { ...now, reconciledAt: context.at } }] }),
  };
};

/** Lines that are looked up side by side. */
const AT_ONCE = 20;

/**
 * Compares one page of a rail's statement of a day with the ledger, then gives the next page, or the next rail's first; `page` is -1 after
 * the last rail. Payments come before returns, as an instruction may stand there twice.
 */
export const readStatement = (needs: PageNeeds) =>
  task(
    z.object({
      day: PlainDate,
      page: z.int().min(0),
      rail: z.int().min(0).default(0).describe('its place among the rails of the deployment'),
      pages: z.int().min(0).optional().describe('pages that were read before, of all rails'),
    }),
    async ({ day, page, rail: place, pages: before = page }, taskContext) => {
      const context = withoutOnce(taskContext);
      const rails = needs.rails();
      const rail = rails.names[place] ?? DEFAULT_RAIL;
      const call = { at: context.at, correlationId: context.correlationId };
      const { lines, nextPage } = await rails.of(rail).statement(day, page, call);
      const inOrder = lines.toSorted((left, right) => left.status.localeCompare(right.status));
      const compared: Compared[] = [];
      for (let start = 0; start < inOrder.length; start += AT_ONCE) {
        const group = await Promise.all(
          inOrder.slice(start, start + AT_ONCE).map((line) => besideLedger(needs.table, line, { day, rail })),
        );
        for (const beside of group) if (beside !== undefined) compared.push(await compare(needs, beside, { day, rail }, context));
      }
      const marks = compared.flatMap(({ marks: own = [] }) => own);
      await storePart(
        needs.table,
        { day, name: `PAGE#${String(before).padStart(6, '0')}`, version: before + 1 },
        { part: pagePart(rail, compared), marks },
        context,
      );
      const pages = before + 1;
      if (nextPage !== undefined) return { page: nextPage, rail: place, pages };
      return place + 1 < rails.names.length ? { page: 0, rail: place + 1, pages } : { page: -1, rail: place, pages };
    },
  );
