import { derivedId } from '../kernel/ids.ts';
import type { Objects } from '../runtime/objects.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import { ExportFile, FILES, linesKey } from './domain/export.ts';

/** How many files are taken away at once; a transaction has 100 writes at most. */
const FILES_A_PAGE = 50;

/** Takes the next files of an export away, lines first, and says whether these were the last. */
export const clearExport = async (
  { table, objects }: { readonly table: Pick<Table, 'page' | 'transact'>; readonly objects: Pick<Objects, 'remove'> },
  exportId: string,
): Promise<boolean> => {
  const { items, next } = await table.page(keys.export(exportId).pk, { beginsWith: FILES }, { limit: FILES_A_PAGE });
  if (items.length === 0) return true;
  await Promise.all(items.map((item) => objects.remove(linesKey(exportId, ExportFile.parse(item).name))));
  const names = items.map(({ sk }) => sk);
  await table.transact(
    items.map(({ pk, sk }) => ({ remove: { pk, sk } })),
    derivedId('clear export', exportId, ...names).slice(0, 36),
  );
  return next === undefined;
};
