import { refuseWithoutAgreement } from '../../../partners/agreement.ts';
import { apiFunction } from '../../../runtime/api.ts';
import { table } from '../../../runtime/aws.ts';
import { objects } from '../../../runtime/objects.ts';
import { readExportFile } from './read-export-file.ts';

export const { handler, manifest } = apiFunction({ table, admit: (caller) => refuseWithoutAgreement(table, 'fhir', caller) }, [
  readExportFile({ table, objects }),
]);
