import { CATALOGUE } from '../../../events/catalogue.ts';
import { commitBeside } from '../../casefile/files.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import type { Table } from '../../table/table.ts';
import { cellWrites } from '../domain/cells.ts';
import { COUNTED, talliesOf, type CountedFact } from '../domain/indicators.ts';

interface Needs {
  readonly table: Table;
}

/** Counts every fact once, minutes after it happened, in the month, area and programme where it happened. */
export const countFacts = ({ table }: Needs): readonly Subscription[] =>
  (Object.keys(COUNTED) as CountedFact[]).map((name) =>
    on(CATALOGUE[name], 'CountFacts', async ({ metadata, data }, context) => {
      await commitBeside(table, context, cellWrites(metadata, talliesOf(name, data, metadata.occurredAt)), undefined);
    }),
  );
