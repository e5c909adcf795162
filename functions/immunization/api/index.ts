import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { correctDose } from './correct-dose.ts';
import { getImmunizations } from './get-immunizations.ts';
import { putImmunizationFacts } from './put-immunization-facts.ts';
import { recordDoses } from './record-doses.ts';

const needs = { files, programmes };

export const { handler, manifest } = apiFunction({ table }, [
  recordDoses(needs),
  correctDose(needs),
  getImmunizations(needs),
  putImmunizationFacts(needs),
]);
