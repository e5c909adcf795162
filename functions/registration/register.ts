import type { Context } from '../casefile/files.ts';
import type { CaseFiles } from '../casefile/files.ts';
import { consentText, draftConsent } from '../consent/domain/consent-record.ts';
import { CaseId, derivedId, PersonId } from '../kernel/ids.ts';
import type { Caller } from '../runtime/operation.ts';
import type { Programmes } from '../runtime/programmes.ts';
import type { Vault } from '../runtime/vault.ts';
import type { Write } from '../table/table.ts';
import { childIdOf, openCase, type Registrar, type RegistrationAnswer } from './domain/register.ts';
import { phoneOf, type RegistrationRequest } from './domain/request.ts';
import { sealChild, sealIdentity } from './identities.ts';

export interface RegisterNeeds {
  readonly files: CaseFiles;
  readonly vault: Vault;
  readonly programmes: Programmes;
}

/** Who registers, as the case keeps it. */
export const registrarOf = ({ at, client, user, partner }: Caller, channel?: 'batch') => ({
  at,
  client,
  ...(user === undefined ? {} : { user }),
  channel: channel ?? (partner === undefined ? ('worker' as const) : ('partner' as const)),
});

/**
 * The id that a registration has for ever: by the caller's own reference where there is one, so that the same registration sent twice,
 * and a child that arrives before its mother, meet the same case.
 */
export const caseIdFor = (
  client: string,
  { externalReference }: Pick<RegistrationRequest, 'externalReference'>,
  causationId: string,
): CaseId =>
  CaseId.parse(
    externalReference === undefined
      ? derivedId('case', client, 'call', causationId)
      : derivedId('case', client, 'reference', externalReference),
  );

/**
 * Seals, decides and stores one registration, with what the caller keeps `beside` the case; one transaction, no read.
 * @throws {Problem}
 */
export const register = async (
  { files, vault, programmes }: RegisterNeeds,
  request: RegistrationRequest,
  registrar: Registrar,
  context: Context,
  beside: (caseId: CaseId) => readonly Write[] = () => [],
): Promise<RegistrationAnswer> => {
  const programme = programmes.get(request.programme);
  const caseId = caseIdFor(registrar.client, request, context.once?.key ?? context.causationId);
  const personId = PersonId.parse(derivedId('person', caseId));
  const consentId = derivedId('consent', caseId, context.at);
  const { consent: asked } = request;
  const draft = draftConsent({
    consentId,
    method: asked.method,
    ...(asked.method === 'paper' ? { scanReference: asked.scanReference } : { attestedBy: asked.attestedBy }),
    purposes: asked.purposes,
    at: context.at,
  });
  const phone = request.mother.phone === undefined ? undefined : phoneOf(request.mother.phone, programme.country);
  const [motherIdentity, childIdentities, phoneHash, seal] = await Promise.all([
    request.mother.nationalId === undefined ? undefined : sealIdentity(vault, 'mother', request.mother.nationalId, personId),
    Promise.all(request.children.map((child, index) => sealChild(vault, child, childIdOf(caseId, index + 1)))),
    phone === undefined ? undefined : vault.hash('phone', phone),
    vault.hash('consent', consentText(draft)),
  ]);
  const { root, change } = openCase({
    caseId,
    personId,
    request,
    programme,
    registrar,
    childIdentities,
    consent: { ...draft, seal },
    ...(motherIdentity === undefined ? {} : { motherIdentity }),
    ...(phoneHash === undefined ? {} : { phoneHash }),
  });
  return files.create(root, context, { ...change, also: [...(change.also ?? []), ...beside(caseId)] });
};
