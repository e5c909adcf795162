import { invalidRequest } from '../kernel/problem.ts';
import { CLIENT_HEADERS, Member } from '../partners/agreement.ts';

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
