import * as z from 'zod';
import { Address, CaseStatus, Child, Children, Exit, Mother, CaseRoot } from '../../casefile/case.ts';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation, versioned } from '../../runtime/operation.ts';

const CaseView = z.object({
  ...CaseRoot.pick({
    caseId: true,
    version: true,
    personId: true,
    previousCaseId: true,
    programme: true,
    area: true,
    language: true,
    registeredAt: true,
    pregnancy: true,
    applicant: true,
    messages: true,
    workerId: true,
    externalReference: true,
  }).shape,
  status: CaseStatus,
  mother: z.object({ ...Mother.omit({ nationalId: true }).shape, address: Address.optional(), hasNationalId: z.boolean() }),
  children: z.array(
    z.object({ ...Child.omit({ nationalId: true, certificate: true }).shape, hasNationalId: z.boolean(), hasCertificate: z.boolean() }),
  ),
  programmeNumber: z.string().optional(),
  decision: z.object({ outcome: z.string(), policyVersion: z.string(), at: z.string() }).optional(),
  paymentAddress: z.object({ modality: z.string(), state: z.string() }).optional(),
  exit: Exit.omit({ from: true }).optional(),
});

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}`: the record of a mother and her children. National numbers are never shown; the reading leaves an audit entry. */
export const getCase = ({ files }: Needs) =>
  operation('getCase', {
    route: 'GET /cases/{caseId}',
    scope: 'registration.read',
    summary: 'Read the record of a mother and her children',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: CaseView,
    async run({ path }, caller) {
      const file = await files.read(path.caseId, caller, 'case record');
      const { root } = file;
      return versioned(root.version, {
        ...root,
        mother: { ...root.mother, hasNationalId: root.mother.nationalId !== undefined },
        children: allOf(file, Children).map((child) => ({
          ...child,
          hasNationalId: child.nationalId !== undefined,
          hasCertificate: child.certificate !== undefined,
        })),
        programmeNumber: root.enrolled?.programmeNumber,
      });
    },
  });
