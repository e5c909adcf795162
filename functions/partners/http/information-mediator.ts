import { randomUUID } from 'node:crypto';
import type { PartnerCall } from '../partner-call.ts';
import type { Endpoint } from './endpoint.ts';

/** What a message carries through an Information Mediator, and how its answer is held against it. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly messageId: string | undefined;
}

/**
 * The headers of one message: who calls, under a number that no other message has.
 * @source X-Road Message Protocol for REST 1.0, section 4.3
 */
export const messageOf = ({ client }: Pick<Endpoint, 'client'>, { correlationId }: PartnerCall): Message => {
  if (client === undefined) return { headers: {}, messageId: undefined };
  const messageId = randomUUID();
  return {
    headers: {
      [client.header]: client.name,
      'X-Road-Id': messageId,
      ...(client.userId === undefined ? {} : { 'X-Road-UserId': client.userId }),
      ...(client.issue ? { 'X-Road-Issue': correlationId } : {}),
    },
    messageId,
  };
};

/** A fault of the mediator itself: the partner behind it has said nothing. Its type is a word of the protocol, never text of a person. */
export const mediatorFault = (headers: Headers): string | undefined => {
  const type = headers.get('x-road-error');
  if (type === null) return undefined;
  return /^[A-Za-z.]{1,80}$/.test(type) ? type : 'unnamed';
};

/** Whether the mediator found fault with the message as we made it; another try would fare no better. */
export const isOurFault = (type: string): boolean => type.startsWith('Client.');

/**
 * What is wrong with the number that the answer repeats; undefined when nothing is. X-Road's own protocol demands it; a mediator that is
 * spoken to under another header may leave it out, but never give another.
 */
export const echoFault = ({ messageId }: Message, headers: Headers, { client }: Pick<Endpoint, 'client'>): string | undefined => {
  const echoed = headers.get('x-road-id');
  if (messageId === undefined || echoed === messageId) return undefined;
  if (echoed !== null) return 'answer to another message';
  return client?.header === 'X-Road-Client' ? 'answer does not repeat X-Road-Id' : undefined;
};

/** The mediator's own number of a request, by which its operators find it; empty where there is none. */
export const traceOf = (headers: Headers): string => {
  const requestId = headers.get('x-road-request-id') ?? '';
  return /^[\w-]{1,64}$/.test(requestId) ? ` (X-Road request ${requestId})` : '';
};
