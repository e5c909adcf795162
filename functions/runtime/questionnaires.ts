import { dirname, join } from 'node:path';
import { readStagedQuestionnaires, type Questionnaires } from '../policy/questionnaires.ts';
import { environment } from './environment.ts';

let read: Questionnaires | undefined;

/** The questionnaires of this deployment, which stand beside its programmes; read once a process, at the first question. */
export const questionnaires = (): Questionnaires =>
  (read ??= readStagedQuestionnaires(join(dirname(environment().PROGRAMMES_PATH), 'questionnaires')));
