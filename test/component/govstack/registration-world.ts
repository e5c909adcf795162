import { buildingBlock } from '../../../functions/govstack/building-block.ts';
import { PartnerAgreements } from '../../../functions/govstack/partner-agreements.ts';
import { documentOperations } from '../../../functions/govstack/registration/api/document-operations.ts';
import { REGISTRATION_ALIASES, registrationOperations } from '../../../functions/govstack/registration/api/operations.ts';
import { systemError } from '../../../functions/govstack/registration/api/refusal.ts';
import { serviceIdOf } from '../../../functions/govstack/registration/domain/programme-service.ts';
import { shelf } from '../../../functions/govstack/shelf.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { readForm } from '../../../functions/runtime/sent-form.ts';
import type { Objects, StoredObject } from '../../../functions/runtime/objects.ts';
import { blockCaller, type BlockCall } from '../../support/block.ts';
import { shippedProgrammes } from '../../support/builders.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { aContext, testVault, worldOn } from '../../support/world.ts';

export const CLIENT_HEADER = { 'information-mediator-client': 'XX/GOV/0001/hospital' };
export const AT = '2026-03-01T10:00:00.000Z';
export const PROGRAMME_SERVICE = serviceIdOf({ id: 'DEFAULT' });

/** A service whose applications a person looks at. */
export const REVIEWED = { id: 'card-replacement', area: 'north-1' } as const;

export const aForm = (changes: Record<string, unknown> = {}) => ({
  registration: { area: 'north-1', language: 'en' },
  mother: { givenName: 'Sowmya', familyName: 'Krishnamurti', birthDate: '1998-05-04', phone: '+919876543210', nationalId: '53' },
  children: { list: [{ sex: 'female', bornOn: '2026-02-20', birthPlace: 'facility', facility: 'hf-1', certificate: 'BC-77' }] },
  consent: { method: 'paper', scanReference: 'scan-1' },
  ...changes,
});

export const anApplication = (data: Record<string, unknown> = aForm(), changes: Record<string, unknown> = {}) => ({
  applicantId: 'applicant-1',
  applicationName: 'Sowmya',
  formData: { data },
  ...changes,
});

/** A PDF as far as its first bytes go. */
export const PDF = Buffer.from('%PDF-1.7 a scan of a consent sheet');

/** The block on a table in memory, with a partner that has an agreement and one that has none. */
export const aRegistrationBlock = async () => {
  const world = worldOn(memoryTable());
  const stored = new Map<string, StoredObject>();
  const objects: Objects = {
    put: (key, object) => Promise.resolve(void stored.set(key, object)),
    get: (key) => Promise.resolve(stored.get(key)),
    remove: (key) => Promise.resolve(void stored.delete(key)),
  };
  const { handler } = buildingBlock({
    name: 'registration',
    table: world.table,
    operations: [
      ...registrationOperations({ ...world, vault: testVault, programmes: shippedProgrammes }),
      ...documentOperations({ ...world, objects }),
    ],
    readForm,
    aliases: REGISTRATION_ALIASES,
    refusal: systemError,
  });
  const send = blockCaller(handler, 'registration');
  const all = [
    'registration.read',
    'registration.write',
    'updating.write',
    'review.read',
    'review.write',
    'monitoring.read',
    'exchange.manage',
  ];
  const as =
    (base: BlockCall) =>
    (route: string, options: BlockCall = {}) =>
      send(route, { at: AT, ...base, ...options, headers: { ...CLIENT_HEADER, ...options.headers } });
  const ministry = as({ client: 'ministry-it', scopes: [...all, 'ministry'] });
  const agreed = { blocks: ['registration' as const], from: parsePlainDate('2024-01-01') };
  for (const client of ['hospital', 'clinic'])
    await shelf(world.table, PartnerAgreements).put({ client, ...agreed }, aContext(AT, { causationId: client }), undefined);
  await ministry(`PUT /services/${REVIEWED.id}`, {
    body: { name: 'A new card', version: '1', handling: { kind: 'review', area: REVIEWED.area } },
  });
  return {
    ...world,
    stored,
    send,
    ministry,
    hospital: as({ client: 'hospital', scopes: all }),
    clinic: as({ client: 'clinic', scopes: all }),
    stranger: as({ client: 'stranger', scopes: all }),
    /** A member of the staff bound to an area. */
    staff: (user: string, ...groups: readonly string[]) => as({ client: 'console', user, groups, scopes: all }),
    test: as({ client: 'conformance-suite', scopes: [...all, 'ministry', 'conformance.test'] }),
  };
};
export type RegistrationBlock = Awaited<ReturnType<typeof aRegistrationBlock>>;
