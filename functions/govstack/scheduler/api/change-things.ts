import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import type { Details, Kind } from '../domain/kinds.ts';
import type { Needs } from './needs.ts';
import { QRY, QryBody, qryOf, REQUESTOR } from './qry.ts';

const Id = z.string().min(1).max(300);
const camel = (name: string): string => name.replace(/(?:^|_)[a-z]/g, (start) => start.slice(-1).toUpperCase());
export const idOf = (verb: string, { name }: Kind): string => `${verb}Scheduler${camel(name)}`;
const wordsOf = ({ name }: Kind): string => name.replace('_', ' ');

/** Whoever has people alerted sends them messages. */
const scopeOf = ({ name }: Kind): string => (name === 'alert_schedule' ? 'messages.send' : 'care.write');

/** `POST /{kind}/new`. */
export const createThing = (kind: Kind, { things, appointments }: Needs) =>
  operation(idOf('create', kind), {
    route: `POST /${kind.name}/new`,
    scope: scopeOf(kind),
    summary: `Scheduler: make a new ${wordsOf(kind)}`,
    status: 200,
    query: z.strictObject({ ...REQUESTOR, qry: QRY.optional() }),
    body: QryBody,
    response: z.string(),
    run({ query: { qry }, body }, caller) {
      const given = qryOf(z.strictObject({ [kind.newIn]: kind.creation }), qry, body)[kind.newIn] as Details;
      return kind.name === 'appointment' ? appointments.book(given, caller) : things.create(kind, given, caller);
    },
  });

/** `PUT /{kind}/modifications`: what is left out stays as it is. */
export const changeThing = (kind: Kind, { things, appointments }: Needs) =>
  operation(idOf('change', kind), {
    route: `PUT /${kind.name}/modifications`,
    scope: scopeOf(kind),
    summary: `Scheduler: change a ${wordsOf(kind)}`,
    status: 200,
    query: z.strictObject({ ...REQUESTOR, [`${kind.name}_id`]: Id, qry: QRY.optional() }),
    body: QryBody,
    response: z.string(),
    run({ query, body }, caller) {
      const given = query as Readonly<Record<string, string | undefined>>;
      const id = String(given[`${kind.name}_id`]);
      const { details } = qryOf(z.strictObject({ details: kind.changes }), given['qry'], body);
      return kind.name === 'appointment'
        ? appointments.move(id, String(details['status_id']), caller)
        : things.change(kind, id, details, caller);
    },
  });

/** `DELETE /{kind}`: events and appointments are cancelled and stay, others go. */
export const deleteThing = (kind: Kind, { things, appointments }: Needs) =>
  operation(idOf('delete', kind), {
    route: `DELETE /${kind.name}`,
    scope: 'care.write',
    summary: `Scheduler: cancel or delete a ${wordsOf(kind)}`,
    status: 200,
    query: z.strictObject({ ...REQUESTOR, [`${kind.name}_id`]: Id }),
    response: z.string(),
    run({ query }, caller) {
      const id = String((query as Readonly<Record<string, string>>)[`${kind.name}_id`]);
      return kind.name === 'appointment' ? appointments.move(id, 'cancelled', caller) : things.remove(kind, id, caller);
    },
  });
