import { refuseWithoutAgreement } from '../../partners/agreement.ts';
import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { environment } from '../../runtime/environment.ts';
import { programmes } from '../../runtime/programmes.ts';
import { questionnaires } from '../../runtime/questionnaires.ts';
import { vault } from '../../runtime/vault.ts';
import { workflows } from '../../runtime/workflows.ts';
import { cancelExport } from './cancel-export.ts';
import { followExport } from './follow-export.ts';
import { getCapability } from './get-capability.ts';
import { readEverything } from './read-everything.ts';
import { readResource } from './read-resource.ts';
import { searchByPost } from './search-by-post.ts';
import { searchResources } from './search-resources.ts';
import { startExport } from './start-export.ts';
import { startPatientExport } from './start-patient-export.ts';

const needs = { files, table, programmes, questionnaires, vault, workflows, apiBaseUrl: () => environment().API_BASE_URL };

export const { handler, manifest } = apiFunction({ table, admit: (caller) => refuseWithoutAgreement(table, 'fhir', caller) }, [
  getCapability(needs),
  searchResources(needs),
  searchByPost(needs),
  readResource(needs),
  readEverything(needs),
  startExport(needs),
  startPatientExport(needs),
  followExport(needs),
  cancelExport(needs),
]);
