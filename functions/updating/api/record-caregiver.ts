import * as z from 'zod';
import { Caregiver } from '../../casefile/caregiver.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { implausible } from '../../kernel/problem.ts';
import { LanguageTag, phoneOf, PhoneText } from '../../registration/domain/request.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { recordCaregiver as decideCaregiver } from '../domain/caregiver.ts';

const Name = z.string().trim().min(1).max(100);

const CaregiverRequest = z.strictObject({
  givenName: Name,
  familyName: Name.optional(),
  relation: Caregiver.shape.relation,
  phone: PhoneText.optional().describe('E.164, or as dialled in the country of the programme'),
  language: LanguageTag.optional().describe("left out: the mother's"),
  consent: z.discriminatedUnion('method', [
    z.strictObject({ method: z.literal('paper'), scanReference: z.string().trim().min(1).max(200) }),
    z.strictObject({ method: z.literal('digital') }),
    z.strictObject({ method: z.literal('sms') }).describe('asked for by text; counts when the caregiver says yes'),
  ]),
});

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

const dialled = (phone: string | undefined, country: string): { phone?: string } => {
  if (phone === undefined) return {};
  const known = phoneOf(phone, country);
  if (known === undefined) throw implausible('/phone', 'is no phone number');
  return { phone: known };
};

/** `POST /cases/{caseId}/caregiver`: who looks after the children of a mother who has died, with a consent of their own. */
export const recordCaregiver = ({ files, programmes }: Needs) =>
  operation('recordCaregiver', {
    route: 'POST /cases/{caseId}/caregiver',
    scope: 'updating.write',
    summary: 'Record who looks after the children of a mother who has died',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: CaregiverRequest,
    response: Caregiver.pick({ caregiverId: true, consent: true }),
    run: ({ path, body: { phone, consent, ...told } }, caller) =>
      files.change(path.caseId, caller, (file) => {
        const programme = programmes.get(file.root.programme);
        return decideCaregiver(file, programme, { ...told, ...dialled(phone, programme.country), ...consent }, caller);
      }),
  });
