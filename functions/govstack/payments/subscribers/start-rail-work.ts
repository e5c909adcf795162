import { RailWorkQueued } from '../../../../events/catalogue.ts';
import { dateOf } from '../../../kernel/dates.ts';
import { on } from '../../../runtime/subscriber.ts';
import type { Workflows } from '../../../runtime/workflows.ts';

/** Has a rail asked what it is to be asked: one run a day, however often the fact comes. */
export const startRailWork = ({ workflows }: { readonly workflows: Pick<Workflows, 'start'> }) =>
  on(RailWorkQueued, 'StartRailWork', ({ metadata: { caseId: workId }, data }, { at }) =>
    workflows.start('rail-work', `${workId}-${dateOf(at)}`, { workId, ...data }),
  );
