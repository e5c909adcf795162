import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { questionnaires } from '../../runtime/questionnaires.ts';
import { linkScreen } from './link-screen.ts';
import { listQuestionnaires } from './list-questionnaires.ts';
import { listScreens } from './list-screens.ts';
import { offerScreen } from './offer-screen.ts';
import { recordScreen } from './record-screen.ts';

const needs = { files, programmes, questionnaires };

export const { handler, manifest } = apiFunction({ table }, [
  listQuestionnaires(needs),
  listScreens(needs),
  recordScreen(needs),
  offerScreen(needs),
  linkScreen(needs),
]);
