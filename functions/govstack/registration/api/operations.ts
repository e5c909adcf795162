import type { CaseFiles } from '../../../casefile/files.ts';
import type { Operation } from '../../../runtime/operation.ts';
import type { Programmes } from '../../../runtime/programmes.ts';
import type { Vault } from '../../../runtime/vault.ts';
import type { Table } from '../../../table/table.ts';
import { applicationFiles } from '../applications.ts';
import { completeTask } from './complete-task.ts';
import { getApplication } from './get-application.ts';
import { getEForm } from './get-e-form.ts';
import { getService } from './get-service.ts';
import { getStatistics } from './get-statistics.ts';
import { getTask } from './get-task.ts';
import { listApplications } from './list-applications.ts';
import { listEForms } from './list-e-forms.ts';
import { listServices } from './list-services.ts';
import { listTasks } from './list-tasks.ts';
import { putEForm } from './put-e-form.ts';
import { putRegistrationName } from './put-registration-name.ts';
import { putService } from './put-service.ts';
import { putTestApplication, putTestTask } from './put-test-records.ts';
import { submitApplication } from './submit-application.ts';
import { updateApplication } from './update-application.ts';

export interface RegistrationBlockNeeds {
  readonly table: Table;
  readonly files: CaseFiles;
  readonly vault: Vault;
  readonly programmes: Programmes;
}

/** The operations of the block but those on documents, by the paths of its definition. */
export const registrationOperations = (given: RegistrationBlockNeeds): readonly Operation[] => {
  const needs = { ...given, applications: applicationFiles(given.table) };
  return [
    listServices(needs),
    getService(needs),
    putService(needs),
    listEForms(needs),
    getEForm(needs),
    putEForm(needs),
    submitApplication(needs),
    listApplications(needs),
    getApplication(needs),
    updateApplication(needs),
    listTasks(needs),
    getTask(needs),
    completeTask(needs),
    getStatistics(needs),
    putRegistrationName(needs),
    putTestApplication(needs),
    putTestTask(needs),
  ];
};

/** Spellings of the published suite. */
export const REGISTRATION_ALIASES = { 'GET /data/statistics/1.0': 'GET /data/statistics' } as const;
