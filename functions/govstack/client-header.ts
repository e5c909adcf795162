import { invalidRequest } from '../kernel/problem.ts';
import { Member } from './partner-agreements.ts';

/** How the name of the calling system is spelled in a header; GovStack's definitions do not agree. */
export const CLIENT_HEADERS = ['information-mediator-client', 'x-govstack-client', 'x-road-client'] as const;

/**
 * The calling system's name in the Information Mediator, from whichever header it stands in.
 * @throws {Problem} InvalidRequest when none does, or it does not have four parts
 */
export const clientNamed = (headers: Readonly<Record<string, string>>): string => {
  const name = CLIENT_HEADERS.map((header) => headers[header]).find((value) => value !== undefined);
  const parsed = Member.safeParse(name);
  if (!parsed.success)
    throw invalidRequest({ pointer: '#/headers/information-mediator-client', detail: 'must be INSTANCE/CLASS/MEMBER/SUBSYSTEM' });
  return parsed.data;
};
