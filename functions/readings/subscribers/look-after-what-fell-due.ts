import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onDue, type Subscription } from '../../runtime/subscriber.ts';
import { judgeEpisode } from '../domain/judge-episode.ts';
import { advanceMonitoring } from '../domain/monitoring.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Monitoring plans whose time has come, and severe readings whose state machine may be gone. */
export const lookAfterWhatFellDue = ({ files, programmes }: Needs): Subscription =>
  onDue(['monitoring', 'severeEpisode'], 'LookAfterReadings', async ({ metadata: { caseId }, data: { kind, item } }, context) => {
    if (kind === 'monitoring')
      await files.change(caseId, context, (file) => advanceMonitoring(file, programmes.get(file.root.programme), item, context));
    if (kind === 'severeEpisode')
      await files.change(caseId, context, (file) =>
        judgeEpisode(file, programmes.get(file.root.programme), item.replace('EPISODE#', ''), context),
      );
  });
