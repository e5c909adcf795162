import { ConsentWithdrawn } from '../../../events/catalogue.ts';
import { dayOf } from '../../casefile/facts.ts';
import { unchanged, type CaseFiles } from '../../casefile/files.ts';
import { isConsentedTo } from '../../consent/domain/consent-record.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import { recordLifeEvent } from '../domain/life-event.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** A mother who no longer consents to the programme leaves it. */
export const honourWithdrawal = ({ files, programmes }: Needs) =>
  on(ConsentWithdrawn, 'HonourWithdrawal', async ({ metadata: { caseId } }, context) => {
    await files.change(caseId, context, (file) => {
      if (file.root.status === 'exited' || isConsentedTo(file, 'programme')) return unchanged(undefined);
      const programme = programmes.get(file.root.programme);
      const event = { kind: 'withdrawn' as const, on: dayOf(programme, context.at), source: 'consent' as const };
      return { ...recordLifeEvent(file, programme, event, context), answer: undefined };
    });
  });
