import * as z from 'zod';
import { CaseStatus, type Consent } from '../../casefile/case.ts';
import type { CaseFile, CaseFiles } from '../../casefile/files.ts';
import { consentText, draftConsent, findVerifiedConsent } from '../../consent/domain/consent-record.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { childIdOf, type SealedChild, type SealedIdentity } from '../domain/register.ts';
import { ConsentRequest, RegistrationRequest } from '../domain/request.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Vault } from '../../runtime/vault.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { openNextCase, successorIdOf } from '../domain/re-enrolment.ts';

const { pregnancy, children, applicant, area, language } = RegistrationRequest.shape;

const ReEnrolmentRequest = z.strictObject({
  pregnancy,
  children,
  applicant,
  area: area.optional().describe('left out: as before'),
  language: language.optional().describe('left out: as before'),
  consent: ConsentRequest.optional().describe('left out: the consent that she gave before, where it still stands'),
});
type ReEnrolmentRequest = z.infer<typeof ReEnrolmentRequest>;

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly vault: Vault;
  readonly programmes: Programmes;
}

const consentOf = async (vault: Vault, file: CaseFile, asked: ReEnrolmentRequest['consent'], at: string): Promise<Consent> => {
  const seal = (text: string): Promise<string> => vault.hash('consent', text);
  if (asked === undefined) {
    const standing = await findVerifiedConsent(file, 'programme', at, seal);
    if (standing === undefined) throw new Problem('ConsentMissing', 'her earlier consent no longer stands; a new one is needed');
    return standing;
  }
  const { method, purposes } = asked;
  const how = asked.method === 'paper' ? { scanReference: asked.scanReference } : { attestedBy: asked.attestedBy };
  const draft = draftConsent({ consentId: derivedId('consent', successorIdOf(file.root.caseId), at), method, ...how, purposes, at });
  return { ...draft, seal: await seal(consentText(draft)) };
};

const motherIdentityOf = async (vault: Vault, { root }: CaseFile): Promise<SealedIdentity | undefined> => {
  const sealed = root.mother.nationalId;
  return sealed === undefined ? undefined : { sealed, hash: await vault.hash('mother', await vault.open(sealed, root.personId)) };
};

const sealChild = async (
  vault: Vault,
  { nationalId, certificate }: ReEnrolmentRequest['children'][number],
  childId: string,
): Promise<SealedChild> => {
  const seal = async (kind: 'child' | 'certificate', text: string): Promise<SealedIdentity> => ({
    sealed: await vault.seal(text, childId),
    hash: await vault.hash(kind, text),
  });
  return {
    ...(nationalId === undefined ? {} : { nationalId: await seal('child', nationalId) }),
    ...(certificate === undefined ? {} : { certificate: await seal('certificate', certificate) }),
  };
};

/** Only where the caller has no key of its own: the case before has one successor, so a second request is told of it. */
const refuseSecond = async (table: Table, caseId: string, { once }: Caller): Promise<void> => {
  if (once === undefined && (await table.find({ pk: keys.case(successorIdOf(caseId)), sk: 'CASE' })) !== undefined)
    throw new Problem('AlreadyExists', 'the mother is enrolled again after this case already');
};

/** `POST /cases/{caseId}/re-enrolments`: opens the case of a mother's next pregnancy. The same person, a new case; the former one ends as completed. */
export const reEnrolMother = ({ files, table, vault, programmes }: Needs) =>
  operation('reEnrolMother', {
    route: 'POST /cases/{caseId}/re-enrolments',
    scope: 'updating.write',
    summary: 'Register the next pregnancy of a mother who is known',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: ReEnrolmentRequest,
    response: z.object({
      caseId: z.uuid(),
      personId: z.uuid(),
      status: CaseStatus,
      children: z.array(z.object({ childId: z.uuid(), birthOrder: z.int() })),
    }),
    async run({ path, body }, caller) {
      const file = await files.open(path.caseId, caller);
      await refuseSecond(table, file.root.caseId, caller);
      const { consent: asked, ...request } = body;
      const nextId = successorIdOf(file.root.caseId);
      const { phone } = file.root.mother;
      const [consent, motherIdentity, childIdentities, phoneHash] = await Promise.all([
        consentOf(vault, file, asked, caller.at),
        motherIdentityOf(vault, file),
        Promise.all(body.children.map((child, index) => sealChild(vault, child, childIdOf(nextId, index + 1)))),
        phone === undefined ? undefined : vault.hash('phone', phone),
      ]);
      const { at, client, user } = caller;
      const { root, change } = openNextCase(file, {
        request,
        programme: programmes.get(file.root.programme),
        registrar: { at, client, channel: 'reenrolment', ...(user === undefined ? {} : { user }) },
        consent,
        isNewConsent: asked !== undefined,
        childIdentities,
        ...(motherIdentity === undefined ? {} : { motherIdentity }),
        ...(phoneHash === undefined ? {} : { phoneHash }),
      });
      return files.create(root, caller, change);
    },
  });
