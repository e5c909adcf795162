import * as z from 'zod';
import type { CaseFiles } from '../../../casefile/files.ts';
import { isProblem, Problem } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import type { ApplicationFiles } from '../applications.ts';
import { applicationOfCase, caseForm, caseStatus } from '../case-applications.ts';
import { ApplicationView, applicationView } from '../views.ts';
import type { ReferenceNeeds } from './needs.ts';

interface Needs extends ReferenceNeeds {
  readonly files: CaseFiles;
  readonly applications: ApplicationFiles;
}

/** `GET /applications/{fileId}`: how an application stands and what its form tells today; the look leaves an audit entry. */
export const getApplication = (needs: Needs) =>
  operation('getApplication', {
    route: 'GET /applications/{fileId}',
    scope: 'registration.read',
    summary: 'Read an application',
    status: 200,
    path: z.strictObject({ fileId: z.string() }),
    response: ApplicationView,
    async run({ path: { fileId } }, caller) {
      clientNamed(caller.headers);
      const found = await needs.applications.find(fileId, caller);
      if (found?.value.isCase === false) {
        const { status = 'PENDING', submitted, client } = found.value;
        await needs.applications.look(fileId, client, caller, 'application');
        return applicationView(found.value, status, submitted.data ?? {});
      }
      const file = await needs.files.read(fileId, caller, 'application').catch((error: unknown) => {
        if (isProblem(error) && error.name === 'CaseNotFound') throw new Problem('RecordNotFound', 'there is no application of this id');
        throw error;
      });
      const application = found?.value ?? applicationOfCase(needs, file);
      return applicationView(application, caseStatus(file), await caseForm(needs, application, file, caller.at));
    },
  });
