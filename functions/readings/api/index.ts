import { apiFunction } from '../../runtime/api.ts';
import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { correctReading } from './correct-reading.ts';
import { listDangerSigns } from './list-danger-signs.ts';
import { listReadings } from './list-readings.ts';
import { listMonitoring, startMonitoring } from './monitoring.ts';
import { listOutcomes, recordOutcome } from './outcomes.ts';
import { readAdherence } from './read-adherence.ts';
import { recordReadings } from './record-readings.ts';
import { endRisk, listRisks, recordRisk } from './risks.ts';
import { handleSevereReading, listSevereReadings } from './severe-readings.ts';

const needs = { files, programmes };

export const { handler, manifest } = apiFunction([
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
