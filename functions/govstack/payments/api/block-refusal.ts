import { PROBLEMS, type Problem } from '../../../kernel/problem.ts';
import type { BlockRefusal, RefusedRequest } from '../../../runtime/block.ts';
import { answer } from '../domain/instructions.ts';

const G2P = new Set(['registerBeneficiary', 'updateBeneficiaryDetails', 'validatePrepayment', 'payInBulk']);
const VOUCHERS = new Set(['preactivateVoucher', 'activateVoucher', 'redeemVoucher', 'checkVoucher', 'cancelVoucher']);

const MALFORMED = 400;
const DEFECTS = 500;

/**
 * How this block says no: the calls about payments by ResponseCode 01, those about vouchers by a message. Who is not let in at all (401,
 * 403), and what no operation serves, is answered as everywhere else.
 */
export const blockRefusal = (problem: Problem, { operationId = '', body }: RefusedRequest): BlockRefusal | undefined => {
  const { status } = PROBLEMS[problem.name];
  if (status === 401 || status === 403) return undefined;
  if (VOUCHERS.has(operationId)) return { status: status < DEFECTS ? MALFORMED : status, body: { message: problem.message } };
  if (!G2P.has(operationId)) return undefined;
  const requestId = typeof body === 'object' && body !== null && 'RequestID' in body ? body.RequestID : undefined;
  // the definition of a validation knows no other status than 200
  const own = operationId === 'validatePrepayment' ? 200 : MALFORMED;
  return { status: status < DEFECTS ? own : status, body: answer('01', problem.message, requestId) };
};
