import * as z from 'zod';
import { withoutOnce, type CaseFiles } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { parkEpisode as decide } from '../domain/judge-episode.ts';

interface Needs {
  readonly files: CaseFiles;
}

const Input = z.object({ caseId: z.uuid(), episodeId: z.uuid() });

/** Calls a person at once, since the clock can't be kept here; the update sweep looks at the episode too. */
export const parkEpisode = ({ files }: Needs) =>
  task(Input, ({ caseId, episodeId }, context) => files.change(caseId, withoutOnce(context), (file) => decide(file, episodeId, context)));
