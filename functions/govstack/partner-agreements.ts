import * as z from 'zod';
import { PlainDate, dateOf } from '../kernel/dates.ts';
import { Problem } from '../kernel/problem.ts';
import type { Caller } from '../runtime/operation.ts';
import type { Table } from '../table/table.ts';
import { shelf, shelfKind } from './shelf.ts';

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

/** Who a system is in the Information Mediator: INSTANCE/CLASS/MEMBER/SUBSYSTEM. */
export const Member = z.string().regex(/^[^/\s"']+(\/[^/\s"']+){3}$/, 'must be INSTANCE/CLASS/MEMBER/SUBSYSTEM');

/** What the ministry has agreed with a partner: which services its system may call, and for how long. */
export const PartnerAgreement = z.strictObject({
  client: z.string().regex(/^[\w+-]{1,128}$/, 'must be the id of an OAuth client'),
  member: Member.optional().describe('its name in the Information Mediator'),
  blocks: z.array(Block).min(1),
  from: PlainDate,
  until: PlainDate.optional().describe('the last day; open-ended where there is none'),
  pushTo: z.string().min(1).max(2000).optional().describe('where events are pushed to that it subscribes to: https, on the open internet'),
});
export type PartnerAgreement = z.infer<typeof PartnerAgreement>;

export const PartnerAgreements = shelfKind<PartnerAgreement>({
  name: 'partnerAgreement',
  schema: PartnerAgreement.strip(),
  idOf: ({ client }) => client,
});

/** Whether an agreement opens a block on the day of an instant. */
export const opens = ({ blocks, from, until }: PartnerAgreement, block: Block, at: string): boolean => {
  const on = dateOf(at);
  return blocks.includes(block) && from <= on && (until === undefined || on <= until);
};

/** How the name of the calling system is spelled in a header; GovStack's definitions do not agree. */
export const CLIENT_HEADERS = ['information-mediator-client', 'x-govstack-client', 'x-road-client'] as const;

/**
 * Refuses a partner's system that has no agreement for a block; the ministry's own systems and its staff need none.
 * @throws {Problem} AgreementMissing
 */
export const refuseWithoutAgreement = async (
  table: Table,
  block: Block,
  { partner, at, headers = {} }: Pick<Caller, 'partner' | 'at'> & Partial<Pick<Caller, 'headers'>>,
): Promise<void> => {
  if (partner === undefined) return;
  const agreement = await shelf(table, PartnerAgreements).find(partner);
  if (agreement === undefined || !opens(agreement.value, block, at))
    throw new Problem('AgreementMissing', `no agreement with this client opens the building block ${block} today`);
  const { member } = agreement.value;
  const named = CLIENT_HEADERS.map((header) => headers[header]).find((value) => value !== undefined);
  if (member !== undefined && named !== undefined && named.replace(/^\//, '') !== member)
    throw new Problem('AgreementMissing', 'the agreement with this client is not with the system that the request names');
};
