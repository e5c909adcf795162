/** What the ministry has agreed with partners: whose system may call which service of ours, and for how long. */
import * as z from 'zod';
import type { Context } from '../casefile/files.ts';
import { PlainDate, dateOf } from '../kernel/dates.ts';
import { Problem } from '../kernel/problem.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';

/** The building blocks that are served here, by the last part of their base path. */
export const BLOCKS = [
  'registration',
  'digital-registries',
  'consent',
  'messaging',
  'workflow',
  'payments',
  'scheduler',
  'information-mediator',
] as const;
export const Block = z.enum(BLOCKS);
export type Block = z.infer<typeof Block>;

/** What an agreement can open: the building blocks, and FHIR. */
export const Service = z.enum([...BLOCKS, 'fhir']);
export type Service = z.infer<typeof Service>;

/** Who a system is in the Information Mediator: INSTANCE/CLASS/MEMBER/SUBSYSTEM. */
export const Member = z.string().regex(/^[^/\s"']+(\/[^/\s"']+){3}$/, 'must be INSTANCE/CLASS/MEMBER/SUBSYSTEM');

/** What the ministry has agreed with a partner: which services its system may call, and for how long. */
export const PartnerAgreement = z.strictObject({
  client: z.string().regex(/^[\w+-]{1,128}$/, 'must be the id of an OAuth client'),
  member: Member.optional().describe('its name in the Information Mediator'),
  blocks: z.array(Service).min(1),
  from: PlainDate,
  until: PlainDate.optional().describe('the last day; open-ended where there is none'),
  pushTo: z.string().min(1).max(2000).optional().describe('where events are pushed to that it subscribes to: https, on the open internet'),
});
export type PartnerAgreement = z.infer<typeof PartnerAgreement>;

/** The shelf on which the Information Mediator keeps them. */
export const AGREEMENTS_SHELF = 'partnerAgreement';

/** Whether an agreement opens a service on the day of an instant. */
export const opens = ({ blocks, from, until }: PartnerAgreement, service: Service, at: string): boolean => {
  const on = dateOf(at);
  return blocks.includes(service) && from <= on && (until === undefined || on <= until);
};

/** How the name of the calling system is spelled in a header; GovStack's definitions do not agree. */
export const CLIENT_HEADERS = ['information-mediator-client', 'x-govstack-client', 'x-road-client'] as const;

/**
 * Refuses a partner's system that has no agreement for a service; the ministry's own systems and its staff need none.
 * @throws {Problem} AgreementMissing
 */
export const refuseWithoutAgreement = async (
  table: Table,
  service: Service,
  { partner, at, headers = {} }: Pick<Context, 'partner' | 'at'> & { readonly headers?: Readonly<Record<string, string>> },
): Promise<void> => {
  if (partner === undefined) return;
  const item = await table.find({ pk: keys.shelf(AGREEMENTS_SHELF, 'all'), sk: partner });
  const agreement = item === undefined ? undefined : PartnerAgreement.strip().parse(item);
  if (agreement === undefined || !opens(agreement, service, at))
    throw new Problem(
      'AgreementMissing',
      `no agreement with this client opens ${service === 'fhir' ? 'FHIR' : `the building block ${service}`} today`,
    );
  const { member } = agreement;
  const named = CLIENT_HEADERS.map((header) => headers[header]).find((value) => value !== undefined);
  if (member !== undefined && named !== undefined && named.replace(/^\//, '') !== member)
    throw new Problem('AgreementMissing', 'the agreement with this client is not with the system that the request names');
};
