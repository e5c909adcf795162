import { files, table } from '../../runtime/aws.ts';
import { objects } from '../../runtime/objects.ts';
import { programmes } from '../../runtime/programmes.ts';
import { questionnaires } from '../../runtime/questionnaires.ts';
import { taskFunction } from '../../runtime/task.ts';
import { vault } from '../../runtime/vault.ts';
import { abandonExport } from './abandon-export.ts';
import { completeExport } from './complete-export.ts';
import { exportNextCases } from './export-next-cases.ts';

const needs = { files, table, objects, programmes, questionnaires, vault };

export const { handler, manifest } = taskFunction({
  ExportNextCases: exportNextCases(needs),
  CompleteExport: completeExport(needs),
  AbandonExport: abandonExport(needs),
});
