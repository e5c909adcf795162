import * as z from 'zod';
import { withoutOnce, type CaseFile } from '../../../casefile/files.ts';
import { invalidRequest, isProblem, Problem, type Fault } from '../../../kernel/problem.ts';
import { isTestClient } from '../../../runtime/block.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import { correct, type CorrectNeeds } from '../../../updating/correct.ts';
import { placeOf, valueAt } from '../../../updating/domain/correction-fields.ts';
import { clientNamed } from '../../client-header.ts';
import type { Shelved } from '../../shelf.ts';
import type { ApplicationFiles } from '../applications.ts';
import { applicationOfCase, caseForm, caseStatus, mappingOf } from '../case-applications.ts';
import { attachingWrites, documentsOf } from '../documents.ts';
import { formPointer, requestOf, type Mapping } from '../domain/mapping.ts';
import { refuseFixed, resubmitted, type Resubmitted } from '../domain/resubmission.ts';
import { Submission, submittedOf } from '../domain/submission.ts';
import type { Application } from '../records.ts';
import { allServices, refuseUnfit } from '../services.ts';
import { ApplicationView, applicationView } from '../views.ts';
import type { ReferenceNeeds } from './needs.ts';

interface Needs extends CorrectNeeds, Pick<ReferenceNeeds, 'table'> {
  readonly applications: ApplicationFiles;
}

/** Whether an identity number that was sent again is the one that is sealed in the record. */
const isHeld = async ({ vault, programmes }: Needs, file: CaseFile, { field, value, isSealed }: Resubmitted): Promise<boolean> => {
  const place = isSealed && field !== undefined ? placeOf(file, programmes.get(file.root.programme), field) : undefined;
  if (place === undefined) return false;
  return (await vault.open(String(valueAt(file, place)), place.child?.childId ?? file.root.personId)) === value;
};

/** The faults of corrections where they stand in the form. */
const placedFaults = (errors: readonly Fault[], changes: readonly Resubmitted[], mapping: Mapping): readonly Fault[] =>
  errors.map(({ pointer, detail }) => {
    const place = /^#\/body\/changes\/(\d+)/.exec(pointer)?.[1];
    const change = changes[Number(place ?? -1)];
    return { pointer: formPointer(mapping, change?.pointer ?? pointer.replace(/^#\/body/, '')), detail };
  });

const correctCase = async (
  needs: Needs,
  { application, kept, body }: { application: Application; kept: Shelved<Application> | undefined; body: Submission },
  caller: Caller,
): Promise<void> => {
  const mapping = await mappingOf(needs, application, caller.at);
  const { request, faults } = requestOf(mapping, body.formData?.data ?? {});
  if (faults.length > 0) throw invalidRequest(...faults);
  const { fileId } = application;
  const also = [
    ...attachingWrites(await documentsOf(needs.table, body.documentUrls, caller, fileId), fileId),
    ...(kept === undefined ? [] : needs.applications.naming(kept, body.documentUrls)),
  ];
  await needs.files.change(fileId, caller, async (file) => {
    const told = resubmitted(file, needs.programmes.get(file.root.programme), request);
    const held = await Promise.all(told.map((change) => isHeld(needs, file, change)));
    const changes = told.filter((_, place) => held[place] !== true);
    refuseFixed(mapping, changes);
    if (changes.length === 0) return { answer: null, also };
    const asked = changes.flatMap(({ field, value }) => (field === undefined ? [] : [{ field, value }]));
    try {
      const corrected = await correct(needs, file, { changes: asked, reason: 'the application was sent in again' }, caller);
      return { ...corrected, also: [...(corrected.also ?? []), ...also], answer: null };
    } catch (error) {
      if (!isProblem(error) || error.errors === undefined) throw error;
      const errors = placedFaults(error.errors, changes, mapping);
      throw error.name === 'InvalidRequest' ? invalidRequest(...errors) : new Problem(error.name, error.message, { errors, cause: error });
    }
  });
};

/** As when it was sent in first; a service that is not there any more asks for nothing. */
const refuseUnfitAgain = async (needs: Needs, { serviceId }: Application, { formData }: Submission, caller: Caller): Promise<void> => {
  const { at } = caller;
  const service = (await allServices(needs, at)).find(({ id }) => id === serviceId);
  if (service !== undefined) await refuseUnfit(needs, service, formData, { at, isTest: isTestClient(caller) });
};

/**
 * `PUT /applications/{fileId}`: an application with other content. Behind one that is a case stands a correction of its record, made at
 * once or when a second person has agreed, as the programme says of each field; only what differs is looked at.
 */
export const updateApplication = (needs: Needs) =>
  operation('updateApplication', {
    route: 'PUT /applications/{fileId}',
    scope: 'updating.write',
    summary: 'Send in an application again, with what was corrected',
    status: 200,
    path: z.strictObject({ fileId: z.string() }),
    body: Submission,
    response: ApplicationView,
    async run({ path: { fileId }, body }, caller) {
      clientNamed(caller.headers);
      const found = await needs.applications.find(fileId, caller);
      if (found?.value.isCase === false) {
        await refuseUnfitAgain(needs, found.value, body, caller);
        const attached = attachingWrites(await documentsOf(needs.table, body.documentUrls, caller, fileId), fileId);
        const { status = 'PENDING', ...application } = await needs.applications.sendInAgain(found, submittedOf(body), caller, attached);
        return applicationView(application, status, application.submitted.data ?? {});
      }
      const before = await needs.files.open(fileId, caller).catch((error: unknown) => {
        if (isProblem(error) && error.name === 'CaseNotFound') throw new Problem('RecordNotFound', 'there is no application of this id');
        throw error;
      });
      const application = found?.value ?? applicationOfCase(needs, before);
      await correctCase(needs, { application, kept: found, body }, caller);
      const file = await needs.files.read(fileId, withoutOnce(caller), 'application');
      return applicationView(application, caseStatus(file), await caseForm(needs, application, file, caller.at));
    },
  });
