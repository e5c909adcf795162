import * as z from 'zod';
import { invalidRequest, Problem } from '../../../kernel/problem.ts';
import { operation, reply } from '../../../runtime/operation.ts';
import { PARTNER_FACTS } from '../../../webhooks/domain/facts.ts';
import { shelf } from '../../shelf.ts';
import { checkerOf, NewEventType, ROOM, RoomPath, TypePath } from '../domain/event-shapes.ts';
import { EventType, EventTypes } from '../event-records.ts';
import { findEventType, isFact } from '../topics.ts';
import type { Needs } from './needs.ts';
import { roomOf } from './room.ts';

type TableNeeds = Pick<Needs, 'table'>;
const NOTHING = reply({ status: 204, raw: { contentType: 'application/json; charset=utf-8', text: '' } });

/** `POST /r1/{..}/api/v1/eventType`: a ministry defines what may be published in a room. */
export const createEventType = ({ table }: TableNeeds) =>
  operation('createEventType', {
    route: `POST ${ROOM}/api/v1/eventType`,
    scope: 'exchange.manage',
    summary: 'PubSub: define a type of event',
    status: 200,
    path: RoomPath,
    body: NewEventType,
    response: EventType,
    async run({ path, body }, caller) {
      const { room } = await roomOf(table, path, caller);
      checkerOf(body.schema);
      const types = shelf(table, EventTypes, room);
      if (isFact(body.eventType) || (await types.find(body.eventType)) !== undefined)
        throw new Problem('AlreadyExists', 'the room has an event type of this name');
      return (await types.put(body, caller, undefined)).value;
    },
  });

/** `GET /r1/{..}/api/v1/eventType`: the facts that we tell, and the types of the ministry. */
export const listEventTypes = ({ table }: TableNeeds) =>
  operation('getEventTypeList', {
    route: `GET ${ROOM}/api/v1/eventType`,
    scope: 'exchange.use',
    summary: 'PubSub: list the types of events',
    status: 200,
    path: RoomPath,
    response: z.array(z.string()),
    async run({ path }, caller) {
      const { room } = await roomOf(table, path, caller);
      return [...PARTNER_FACTS, ...(await shelf(table, EventTypes, room).all()).map(({ value }) => value.eventType)];
    },
  });

/** `GET /r1/{..}/api/v1/eventType/{eventType}`: 204 where there is none, as the definition has it. */
export const getEventType = ({ table }: TableNeeds) =>
  operation('getEventType', {
    route: `GET ${ROOM}/api/v1/eventType/{eventType}`,
    scope: 'exchange.use',
    summary: 'PubSub: see what an event of a type holds',
    status: 200,
    path: TypePath,
    response: EventType.omit({ publishers: true }),
    async run({ path: { eventType, ...path } }, caller) {
      const { room } = await roomOf(table, path, caller);
      return (await findEventType(table, room, eventType)) ?? NOTHING;
    },
  });

/** `DELETE /r1/{..}/api/v1/eventType/{eventType}`: what was published before can still be fetched. */
export const deleteEventType = ({ table }: TableNeeds) =>
  operation('deleteEventType', {
    route: `DELETE ${ROOM}/api/v1/eventType/{eventType}`,
    scope: 'exchange.manage',
    summary: 'PubSub: end a type of event',
    status: 204,
    path: TypePath,
    response: z.null(),
    async run({ path: { eventType, ...path } }, caller) {
      const { room } = await roomOf(table, path, caller);
      if (isFact(eventType)) throw invalidRequest({ pointer: '#/path/eventType', detail: 'is a fact of this system and stays' });
      const types = shelf(table, EventTypes, room);
      await types.remove(eventType, caller, await types.get(eventType, 'event type'));
      return NOTHING;
    },
  });
