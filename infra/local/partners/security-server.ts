import { createHash, randomUUID } from 'node:crypto';
import type { Incoming, Reply } from './reply.ts';

const isMediated = ({ path }: Incoming): boolean => path.startsWith('/r1/');

/** The service that an address names, without the path below it: INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE. */
const serviceOf = ({ path }: Incoming): string => path.split('/').slice(2, 7).join('/');

/**
 * An answer as it comes through X-Road: with the number of the message that it answers, and the security server's own.
 * @source X-Road Message Protocol for REST 1.0, section 4.3
 */
export const mediated = (incoming: Incoming, reply: Reply): Reply => {
  if (!isMediated(incoming)) return reply;
  const client = incoming.headers['x-road-client'];
  const messageId = incoming.headers['x-road-id'];
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'X-Road-Id': typeof messageId === 'string' ? messageId : randomUUID(),
      'X-Road-Service': serviceOf(incoming),
      ...(typeof client === 'string' ? { 'X-Road-Client': client } : {}),
      'X-Road-Request-Id': randomUUID(),
      'X-Road-Request-Hash': createHash('sha512').update(JSON.stringify(incoming.headers)).digest('base64'),
    },
  };
};

/** An error of the security server itself: faults of the caller are 400, others 500. */
export const mediatorRefuses = (type: string): Reply => ({
  status: type.startsWith('Client.') ? 400 : 500,
  headers: { 'X-Road-Error': type },
  body: { type, message: 'the message did not reach the service', detail: randomUUID() },
});

/** Every text of an answer changed, its shape kept: somebody else's record. */
const changed = (value: unknown): unknown => {
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}/.test(value) ? value : `${value}X`;
  if (Array.isArray(value)) return value.map(changed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, changed(held)]));
};

export const falsified = (reply: Reply): Reply => ({ ...reply, body: changed(reply.body) });
