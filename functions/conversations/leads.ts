import { commitBeside, type Context } from '../casefile/files.ts';
import { Problem } from '../kernel/problem.ts';
import type { Programmes } from '../runtime/programmes.ts';
import { keys } from '../table/keys.ts';
import { TransactionContended, TransactionRefused, type Table } from '../table/table.ts';
import { PreRegistration, preRegistrationItem, readLine, writeLine } from './records.ts';

export interface LeadNeeds {
  readonly table: Table;
  readonly programmes: Programmes;
}

/**
 * Takes a lead off its list, and frees its phone for another. One that is closed stays as it is.
 * @throws {Problem} PreRegistrationNotFound, VersionConflict
 */
export const closeLead = async (
  { table, programmes }: LeadNeeds,
  preRegistrationId: string,
  closed: Pick<PreRegistration, 'status' | 'caseId'>,
  context: Context,
): Promise<PreRegistration> => {
  const item = await table.find(keys.preRegistration(preRegistrationId));
  if (item === undefined) throw new Problem('PreRegistrationNotFound', 'nobody asked under this id, or it was too long ago');
  const lead = PreRegistration.parse(item);
  if (lead.status !== 'open') return lead;
  const next: PreRegistration = { ...lead, ...closed, version: lead.version + 1, closedAt: context.at, closedBy: context.by };
  const line = await readLine(table, lead.phoneHash);
  const { leadId: _, version: _version, ...rest } = line ?? { version: 0, recent: [] };
  const { keepDays } = programmes.get(lead.programme).operations.conversations.preRegistration;
  const { once: _once, ...plain } = context;
  try {
    return await commitBeside(
      table,
      plain,
      [
        { put: preRegistrationItem(next, keepDays), condition: { version: lead.version } },
        writeLine(lead.phoneHash, line, rest, context.at),
      ],
      next,
    );
  } catch (error) {
    if (!(error instanceof TransactionRefused) && !(error instanceof TransactionContended)) throw error;
    throw new Problem('VersionConflict', 'somebody else is changing it', { cause: error });
  }
};
