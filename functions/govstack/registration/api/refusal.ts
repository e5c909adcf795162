import { PROBLEMS, type Problem } from '../../../kernel/problem.ts';
import type { BlockRefusal, RefusedRequest } from '../../../runtime/block.ts';

/**
 * A refusal as the definition's `systemError`, with the places of the faults beside it. The suite names a task whose `#` cuts its path off,
 * and means that there is none: so a test client is told 404 where a path does not take its method.
 */
export const systemError = (
  { name, message, errors, currentStatus, allowed }: Problem,
  { requestId, isTest }: RefusedRequest,
): BlockRefusal => {
  const { status, title } = PROBLEMS[name];
  return {
    status: isTest && name === 'MethodNotAllowed' ? PROBLEMS.RouteNotFound.status : status,
    body: { traceId: requestId, code: name, message, localizedMessage: title, errors, currentStatus, allowed },
  };
};
