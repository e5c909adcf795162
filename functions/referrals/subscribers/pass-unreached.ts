import { MessageNotSent, MessageUndelivered } from '../../../events/catalogue.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { isToOrganisation } from '../../messaging/domain/letter.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import type { Table } from '../../table/table.ts';
import { passUnreached as decideToPass } from '../domain/told.ts';
import { findOrganisation } from '../organisations.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
}

/** A text to an organisation reaches nobody: an offer that it never saw goes to the next one. */
export const passUnreached = ({ files, table }: Needs): readonly Subscription[] =>
  [MessageNotSent, MessageUndelivered].map((fact) =>
    on(fact, 'PassUnreached', async ({ metadata: { caseId }, data: { messageId, template } }, context) => {
      if (!isToOrganisation(template)) return;
      await files.change(caseId, context, (file) =>
        decideToPass(file, messageId, async (id) => (await findOrganisation(table, id))?.client !== undefined, context.at),
      );
    }),
  );
