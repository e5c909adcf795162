import * as z from 'zod';
import { OpenHours, type Organisation } from '../domain/organisation.ts';
import { Area, LanguageTag } from '../../registration/domain/request.ts';
import type { Vault } from '../../runtime/vault.ts';

export const OrganisationId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores');

const distinct = (values: string[]): string[] => [...new Set(values)];

export const OrganisationRequest = z.strictObject({
  name: z.string().trim().min(1).max(120).describe('for staff'),
  calledAs: z.string().trim().min(1).max(40).describe('what mothers are told; phones are shared, so it names no kind of care'),
  kind: z.enum(['clinic', 'community']),
  areas: z.array(Area).min(1).max(40).transform(distinct).describe('codes of the areas that it serves'),
  domains: z.array(z.string().min(1).max(60)).min(1).max(40).transform(distinct).describe('the domains of the programme in which it helps'),
  languages: z.array(LanguageTag).max(20).default([]).transform(distinct),
  capacity: z.int().min(0).max(10_000).describe('referrals that it can have in hand at a time'),
  openHours: z.array(z.strictObject(OpenHours.shape)).max(14).default([]).describe("by the programme's clock; none: always open"),
  active: z.boolean().default(true).describe('whether it is asked'),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be E.164: +<country><number>')
    .optional()
    .describe('where it is asked by text message'),
  client: z.string().min(1).max(128).optional().describe('the API client of its own software'),
});
export type OrganisationRequest = z.infer<typeof OrganisationRequest>;

/** An organisation as others see it: whether it has a phone, not which. */
export const OrganisationView = z.object({
  organisationId: z.string(),
  name: z.string(),
  calledAs: z.string(),
  kind: z.string(),
  areas: z.array(z.string()),
  domains: z.array(z.string()),
  languages: z.array(z.string()),
  capacity: z.int(),
  openHours: z.array(OpenHours),
  active: z.boolean(),
  hasPhone: z.boolean(),
  client: z.string().optional(),
  version: z.int(),
});

export const shownOrganisation = ({ phone, ...organisation }: Organisation): z.infer<typeof OrganisationView> => ({
  ...organisation,
  hasPhone: phone !== undefined,
});

/** The record of an organisation, its phone sealed. */
export const organisationFrom = async (
  organisationId: string,
  { phone, client, ...request }: OrganisationRequest,
  version: number,
  vault: Vault,
): Promise<Organisation> => ({
  organisationId,
  version,
  ...request,
  ...(client === undefined ? {} : { client }),
  ...(phone === undefined
    ? {}
    : { phone: await vault.seal(phone, organisationId), phoneHash: await vault.hash('organisationPhone', phone) }),
});
