import * as z from 'zod';
import type { CaseFiles } from '../../../casefile/files.ts';
import { derivedId, fingerprint } from '../../../kernel/ids.ts';
import { invalidRequest, isProblem, statusRefuses } from '../../../kernel/problem.ts';
import { caseIdFor, register, registrarOf } from '../../../registration/register.ts';
import { RegistrationRequest } from '../../../registration/domain/request.ts';
import { isTestClient } from '../../../runtime/block.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import { faultsOf } from '../../../runtime/request.ts';
import type { Vault } from '../../../runtime/vault.ts';
import { clientNamed } from '../../client-header.ts';
import { applicationWrites, type ApplicationFiles } from '../applications.ts';
import { caseForm, caseStatus } from '../case-applications.ts';
import { attachingWrites, documentsOf } from '../documents.ts';
import { caseApplication } from '../domain/application.ts';
import { requestOf } from '../domain/mapping.ts';
import { inForm, refusalInForm, Submission, submittedOf } from '../domain/submission.ts';
import type { Handling, Service } from '../records.ts';
import { getService, refuseUnfit } from '../services.ts';
import { ApplicationView, applicationView } from '../views.ts';
import type { ReferenceNeeds } from './needs.ts';

interface Needs extends ReferenceNeeds {
  readonly files: CaseFiles;
  readonly vault: Vault;
  readonly applications: ApplicationFiles;
}

interface Asked {
  readonly service: Service;
  readonly body: Submission;
  readonly caller: Caller & { readonly once: NonNullable<Caller['once']> };
}

/** The same application of the same client is the same one, whether or not it carries an Idempotency-Key. */
const onceFor = (caller: Caller, serviceId: string, body: Submission): Asked['caller'] => ({
  ...caller,
  once: caller.once ?? { key: fingerprint(['application', caller.client, serviceId, body]), fingerprint: fingerprint(body) },
});

const openReviewed = async (needs: Needs, { service, body, caller }: Asked, { area }: Extract<Handling, { kind: 'review' }>) => {
  const fileId = derivedId('application', caller.client, service.id, caller.once.key);
  const attached = await documentsOf(needs.table, body.documentUrls, caller, fileId);
  const submitted = submittedOf(body);
  const application = await needs.applications.open(
    { fileId, service, area, submitted },
    caller,
    await needs.vault.hash('applicant', submitted.applicantId),
    attachingWrites(attached, fileId),
  );
  return applicationView(application, application.status ?? 'PENDING', application.submitted.data ?? {});
};

const openCase = async (needs: Needs, { service, body, caller }: Asked, handling: Extract<Handling, { kind: 'registration' }>) => {
  const { mapping, programme } = handling;
  const { request, faults } = requestOf(mapping, body.formData?.data ?? {});
  const parsed = RegistrationRequest.safeParse({ ...request, programme });
  const errors = [...faults, ...(parsed.success ? [] : inForm(mapping, faultsOf('body', parsed.error)))];
  if (!parsed.success || errors.length > 0) throw invalidRequest(...errors);
  const submitted = submittedOf(body);
  const fileId = caseIdFor(caller.client, parsed.data, caller.once.key);
  const [applicantHash, attached] = await Promise.all([
    needs.vault.hash('applicant', submitted.applicantId),
    documentsOf(needs.table, body.documentUrls, caller, fileId),
  ]);
  const application = caseApplication({ fileId, service, area: parsed.data.area, submitted }, caller);
  try {
    await register(needs, parsed.data, registrarOf(caller), caller, () => [
      ...applicationWrites(application, applicantHash),
      ...attachingWrites(attached, fileId),
    ]);
  } catch (error) {
    throw isProblem(error) ? refusalInForm(error, mapping) : error;
  }
  const [file, known] = await Promise.all([needs.files.open(fileId, caller), needs.applications.find(fileId, caller)]);
  const kept = known?.value ?? application;
  return applicationView(kept, caseStatus(file), await caseForm(needs, kept, file, caller.at));
};

/** `POST /services/{serviceId}/applications`: for a programme the same as a registration, with her consent; else a person looks at it. */
export const submitApplication = (needs: Needs) =>
  operation('submitApplication', {
    route: 'POST /services/{serviceId}/applications',
    scope: 'registration.write',
    summary: 'Apply for a service',
    status: 200,
    path: z.strictObject({ serviceId: z.string() }),
    body: Submission,
    response: ApplicationView,
    async run({ path: { serviceId }, body }, caller) {
      clientNamed(caller.headers);
      const service = await getService(needs, serviceId, caller.at);
      const { handling } = service;
      if (service.isClosed) throw statusRefuses('apply for this service', 'closed', []);
      await refuseUnfit(needs, service, body.formData, { at: caller.at, isTest: isTestClient(caller) });
      const asked = { service, body, caller: onceFor(caller, serviceId, body) };
      return handling.kind === 'review' ? openReviewed(needs, asked, handling) : openCase(needs, asked, handling);
    },
  });
