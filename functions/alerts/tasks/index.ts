import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { taskFunction } from '../../runtime/task.ts';
import { workflows } from '../../runtime/workflows.ts';
import { awaitAcceptance } from './await-acceptance.ts';
import { parkAlert } from './park-alert.ts';
import { tellRung } from './tell-rung.ts';

const needs = { files, table, programmes, workflows };

export const { handler, manifest } = taskFunction({
  TellRung: tellRung(needs),
  AwaitAcceptance: awaitAcceptance(needs),
  ParkAlert: parkAlert(needs),
});
