import * as z from 'zod';
import { withoutOnce, type CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { task } from '../../runtime/task.ts';
import { judgeEpisode as decide } from '../domain/judge-episode.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

const Input = z.object({ caseId: z.uuid(), episodeId: z.uuid() });

/** Judges a severe reading at this instant, and gives what comes next and when. */
export const judgeEpisode = ({ files, programmes }: Needs) =>
  task(Input, ({ caseId, episodeId }, context) =>
    files.change(caseId, withoutOnce(context), (file) => decide(file, programmes.get(file.root.programme), episodeId, context)),
  );
