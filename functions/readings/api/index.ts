import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { correctReading } from './correct-reading.ts';
import { listDangerSigns } from './list-danger-signs.ts';
import { listReadings } from './list-readings.ts';
import { listMonitoring } from './list-monitoring.ts';
import { startMonitoring } from './start-monitoring.ts';
import { listOutcomes } from './list-outcomes.ts';
import { recordOutcome } from './record-outcome.ts';
import { readAdherence } from './read-adherence.ts';
import { recordReadings } from './record-readings.ts';
import { endRisk } from './end-risk.ts';
import { listRisks } from './list-risks.ts';
import { recordRisk } from './record-risk.ts';
import { handleSevereReading } from './handle-severe-reading.ts';
import { listSevereReadings } from './list-severe-readings.ts';

const needs = { files, programmes };

export const { handler, manifest } = apiFunction({ table }, [
  recordReadings(needs),
  listReadings(needs),
  correctReading(needs),
  listDangerSigns(needs),
  recordRisk(needs),
  endRisk(needs),
  listRisks(needs),
  listSevereReadings(needs),
  handleSevereReading(needs),
  startMonitoring(needs),
  listMonitoring(needs),
  recordOutcome(needs),
  listOutcomes(needs),
  readAdherence(needs),
]);
