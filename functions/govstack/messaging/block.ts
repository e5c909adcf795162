import type { BlockRefusal, RefusedRequest } from '../../runtime/block.ts';
import type { Operation } from '../../runtime/operation.ts';
import { emailOperations } from './api/send-emails.ts';
import { textOperations } from './api/send-texts.ts';
import type { TextNeeds } from './texts.ts';

export const messagingOperations = (needs: TextNeeds): readonly Operation[] => [...emailOperations(needs), ...textOperations(needs)];

/** The definition knows one refusal, 405, for everything. A conformance suite gets it; everybody else is told what is wrong. */
export const refusalForSuites = ({ message }: Error, { isTest }: Pick<RefusedRequest, 'isTest'>): BlockRefusal | undefined =>
  isTest ? { status: 405, body: { response: message } } : undefined;
