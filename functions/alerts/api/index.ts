import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { vault } from '../../runtime/vault.ts';
import { acceptAlert } from './accept-alert.ts';
import { closeAlert } from './close-alert.ts';
import { deleteFilter } from './delete-filter.ts';
import { getSupervision } from './get-supervision.ts';
import { handBackAlert } from './hand-back-alert.ts';
import { listAlerts } from './list-alerts.ts';
import { listCaseAlerts } from './list-case-alerts.ts';
import { listDuties } from './list-duties.ts';
import { listFilters } from './list-filters.ts';
import { listWork } from './list-work.ts';
import { putDuty } from './put-duty.ts';
import { raiseAlert } from './raise-alert.ts';
import { saveFilter } from './save-filter.ts';

const needs = { files, table, programmes, vault };

export const { handler, manifest } = apiFunction({ table }, [
  raiseAlert(needs),
  listCaseAlerts(needs),
  acceptAlert(needs),
  closeAlert(needs),
  handBackAlert(needs),
  listAlerts(needs),
  listWork(needs),
  saveFilter(needs),
  listFilters(needs),
  deleteFilter(needs),
  putDuty(needs),
  listDuties(needs),
  getSupervision(needs),
]);
