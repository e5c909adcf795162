import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { vault } from '../../runtime/vault.ts';
import { cancelErasure } from './cancel-erasure.ts';
import { correctCase } from './correct-case.ts';
import { dismissLossReport } from './dismiss-loss-report.ts';
import { listCorrections } from './list-corrections.ts';
import { readCaregiver } from './read-caregiver.ts';
import { recordCaregiver } from './record-caregiver.ts';
import { recordLifeEvent } from './record-life-event.ts';
import { reverseExit } from './reverse-exit.ts';
import { scheduleErasure } from './schedule-erasure.ts';

const needs = { files, table, vault, programmes };

export const { handler, manifest } = apiFunction({ table }, [
  correctCase(needs),
  listCorrections(needs),
  recordLifeEvent(needs),
  reverseExit(needs),
  recordCaregiver(needs),
  readCaregiver(needs),
  dismissLossReport(needs),
  scheduleErasure(needs),
  cancelErasure(needs),
]);
