import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { taskFunction } from '../../runtime/task.ts';
import { judgeEpisode } from './judge-episode.ts';
import { parkEpisode } from './park-episode.ts';

const needs = { files, programmes };

export const { handler, manifest } = taskFunction({ JudgeEpisode: judgeEpisode(needs), ParkEpisode: parkEpisode(needs) });
