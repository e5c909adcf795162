import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { partners } from '../../runtime/partners.ts';
import { programmes } from '../../runtime/programmes.ts';
import { vault } from '../../runtime/vault.ts';
import { compareFileLines } from './compare-file-lines.ts';
import { getVerification } from './get-verification.ts';
import { receiveBirthRegistrationCallback } from './receive-birth-registration-callback.ts';
import { restartVerification } from './restart-verification.ts';

const needs = { files, table, vault, programmes, civilRegistry: () => partners().civilRegistry };

export const { handler, manifest } = apiFunction({ table }, [
  getVerification(needs),
  restartVerification(needs),
  compareFileLines(needs),
  receiveBirthRegistrationCallback(needs),
]);
