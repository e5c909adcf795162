import type { Bundle, Resource } from '@medplum/fhirtypes';
import { RESOURCES } from '../../../functions/fhir/domain/resource-types.ts';
import { testVault, type Answer, type World } from '../../support/world.ts';
import { programmes, questionnaires } from './rich-case.ts';

export const AT = '2026-03-01T10:00:00.000Z';
export const BASE = 'https://nestling.example/v1/fhir';

/** All that a token needs to read every type. */
export const SCOPES: readonly string[] = ['care.read', ...new Set(Object.values(RESOURCES).flatMap(({ scope }) => scope ?? []))];

export const needsOf = ({ files, table }: World) => ({
  files,
  table,
  programmes,
  questionnaires,
  vault: testVault,
  apiBaseUrl: () => 'https://nestling.example/v1',
});

/** The resources of a bundle that was answered. */
export const entriesOf = ({ body }: Answer): readonly Resource[] =>
  ((body as unknown as Bundle).entry ?? []).flatMap(({ resource }) => resource ?? []);

export const linkOf = ({ body }: Answer, relation: string): string | undefined =>
  (body as unknown as Bundle).link?.find((link) => link.relation === relation)?.url;
