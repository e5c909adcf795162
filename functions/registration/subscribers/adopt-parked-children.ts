import { MotherRegistered } from '../../../events/catalogue.ts';
import { isProblem } from '../../kernel/problem.ts';
import { logger } from '../../runtime/observability.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Table } from '../../table/table.ts';
import { addChildren } from '../api/add-children.ts';
import { parkedChild } from '../parked-children.ts';
import type { RegisterNeeds } from '../register.ts';

interface Needs extends RegisterNeeds {
  readonly table: Table;
}

/** Adds the children that came from offline before their mother did. One that is refused stays kept, for a person to look at. */
export const adoptParkedChildren = (needs: Needs) =>
  on(MotherRegistered, 'AdoptParkedChildren', async ({ metadata: { caseId }, data: { channel } }, context) => {
    if (channel !== 'batch') return;
    for (const { externalReference, child, once } of await parkedChild.waitingFor(needs, caseId)) {
      try {
        await addChildren(needs, caseId, [child], { ...context, once });
        await parkedChild.release(needs, caseId, externalReference, context);
      } catch (error) {
        if (!isProblem(error) || error.name === 'VersionConflict') throw error;
        logger.warn('a parked child was refused', { problem: error.name, caseId });
      }
    }
  });
