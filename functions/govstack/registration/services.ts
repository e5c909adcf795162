/** All services that can be applied for: the programmes in force, and what the ministry has put on the shelf. */
import { invalidRequest, Problem } from '../../kernel/problem.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Table } from '../../table/table.ts';
import { shelf } from '../shelf.ts';
import { formFaults } from './form-schema.ts';
import { PROGRAMME_FORM, programmeForms, programmeService } from './domain/programme-service.ts';
import type { Submission } from './domain/submission.ts';
import { EForms, Services, type EForm, type Service } from './records.ts';

interface Needs {
  readonly table: Table;
  readonly programmes: Programmes;
}

const ofProgrammes = ({ programmes }: Needs, at: string): readonly Service[] =>
  programmes.all().flatMap((programme) => programmeService(programme, at) ?? []);

/** Every service on the day of an instant. */
export const allServices = async (needs: Needs, at: string): Promise<readonly Service[]> => [
  ...ofProgrammes(needs, at),
  ...(await shelf(needs.table, Services).all()).map(({ value }) => value),
];

/** @throws {Problem} RecordNotFound */
export const getService = async (needs: Needs, serviceId: string, at: string): Promise<Service> =>
  ofProgrammes(needs, at).find(({ id }) => id === serviceId) ?? (await shelf(needs.table, Services).get(serviceId, 'service')).value;

/** @throws {Problem} RecordNotFound */
export const getEForm = async ({ table, programmes }: Needs, eFormId: string, at: string): Promise<EForm> =>
  programmes
    .all()
    .flatMap((programme) => programmeForms(programme, at))
    .find((form) => form.eFormId === eFormId) ?? (await shelf(table, EForms).get(eFormId, 'eForm')).value;

/** The forms of a service, in its order; one that is not on the shelf is left out. */
export const formsOf = async (needs: Needs, { eForms }: Service, at: string): Promise<readonly EForm[]> => {
  const found = await Promise.all(
    eForms.map((eFormId) =>
      getEForm(needs, eFormId, at).catch((error: unknown) => {
        if (error instanceof Problem && error.name === 'RecordNotFound') return undefined;
        throw error;
      }),
    ),
  );
  return found.filter((form) => form !== undefined);
};

/**
 * Checks what was filled in by the form that the sender names, or by the only one of a service that the ministry set up.
 * @param isTest a conformance suite names a form that there is not
 * @throws {Problem} InvalidRequest for each field that does not fit, or a form that is not the service's
 */
export const refuseUnfit = async (
  needs: Needs,
  service: Service,
  formData: Submission['formData'],
  { at, isTest }: { readonly at: string; readonly isTest: boolean },
): Promise<void> => {
  const { handling } = service;
  // what the form of a programme asks for is what a registration takes, and is checked there
  if (handling.kind === 'registration' && handling.mapping === PROGRAMME_FORM) return;
  const forms = await formsOf(needs, service, at);
  const named = formData?.eFormId;
  const form = named === undefined && forms.length === 1 ? forms[0] : forms.find(({ eFormId }) => eFormId === named);
  if (form === undefined && named !== undefined && forms.length > 0 && !isTest)
    throw invalidRequest({ pointer: '#/body/formData/eFormId', detail: 'is no form of this service' });
  const faults = form === undefined ? [] : formFaults(form.schema, formData?.data ?? {});
  if (faults.length > 0) throw invalidRequest(...faults);
};
