/** Applications behind which a case stands: seen through the form of their service. */
import type { CaseFile } from '../../casefile/files.ts';
import { allOf } from '../../casefile/files.ts';
import { Reviews } from '../../casefile/review.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Table } from '../../table/table.ts';
import { requestOfCase } from './domain/case-request.ts';
import { formOf, type Mapping } from './domain/mapping.ts';
import { PROGRAMME_FORM, serviceIdOf } from './domain/programme-service.ts';
import { statusOfCase } from './domain/status.ts';
import type { ServiceName } from './domain/task-views.ts';
import type { Application, StatusCode } from './records.ts';
import { getService } from './services.ts';

interface Needs {
  readonly table: Table;
  readonly programmes: Programmes;
}

/** The service that a programme is; its name is the programme's id where the deployment no longer runs it. */
export const serviceNameOf = ({ programmes }: Pick<Needs, 'programmes'>, programme: string): ServiceName => ({
  serviceId: serviceIdOf({ id: programme }),
  serviceName: programmes.all().find(({ id }) => id === programme)?.name ?? programme,
});

/** A case that was not applied for here, as an application for its programme. */
export const applicationOfCase = (needs: Pick<Needs, 'programmes'>, { root }: CaseFile): Application => {
  const { client, user } = root.registeredBy;
  const { serviceId, serviceName } = serviceNameOf(needs, root.programme);
  return {
    fileId: root.caseId,
    isCase: true,
    client,
    area: root.area,
    serviceId,
    serviceName,
    registered: root.registeredAt,
    submitted: { applicantId: user ?? client, documentUrls: [] },
    rounds: 0,
  };
};

/** Where the fields of the form of a case's application stand in a registration. */
export const mappingOf = async (needs: Needs, { serviceId }: Pick<Application, 'serviceId'>, at: string): Promise<Mapping> => {
  try {
    const { handling } = await getService(needs, serviceId, at);
    return handling.kind === 'registration' ? handling.mapping : PROGRAMME_FORM;
  } catch (error) {
    // a service that is no longer there was read by its programme's form before
    if (isProblem(error) && error.name === 'RecordNotFound') return PROGRAMME_FORM;
    throw error;
  }
};

export const caseStatus = (file: CaseFile): StatusCode => statusOfCase(file.root, allOf(file, Reviews));

/** What the form of a case's application tells today. */
export const caseForm = async (needs: Needs, application: Application, file: CaseFile, at: string) =>
  formOf(await mappingOf(needs, application, at), requestOfCase(file));
