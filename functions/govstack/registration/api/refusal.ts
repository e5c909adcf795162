import { PROBLEMS, type Problem } from '../../../kernel/problem.ts';
import type { BlockRefusal, RefusedRequest } from '../../../runtime/block.ts';

/** A refusal as the definition's `systemError`, with the places of the faults beside it. */
export const systemError = ({ name, message, errors, currentStatus, allowed }: Problem, { requestId }: RefusedRequest): BlockRefusal => {
  const { status, title } = PROBLEMS[name];
  return { status, body: { traceId: requestId, code: name, message, localizedMessage: title, errors, currentStatus, allowed } };
};
