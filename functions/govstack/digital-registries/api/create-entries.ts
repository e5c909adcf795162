import * as z from 'zod';
import { dateOf } from '../../../kernel/dates.ts';
import { derivedId, fingerprint } from '../../../kernel/ids.ts';
import { isProblem, Problem } from '../../../kernel/problem.ts';
import { register, type RegisterNeeds } from '../../../registration/register.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import { faultOfEntry, keptOf, MOST_ENTRIES, NewEntry, ownNumber, registrationFrom } from '../domain/new-entry.ts';

/** Each entry is repeatable: by the caller's own number where it gives one, otherwise by the call and its place in it. */
const contextOf = (caller: Caller, entry: NewEntry, place: number): Caller => {
  const number = ownNumber(entry);
  if (number === undefined)
    return {
      ...caller,
      causationId: derivedId('new membership', caller.causationId, place),
      ...(caller.once === undefined ? {} : { once: { ...caller.once, key: fingerprint([caller.once.key, place]) } }),
    };
  return {
    ...caller,
    causationId: derivedId('new membership', caller.client, number),
    once: { key: fingerprint(['new membership', caller.client, number]), fingerprint: fingerprint([entry.content, entry.registration]) },
  };
};

const createEntry = async (needs: RegisterNeeds, entry: NewEntry, caller: Caller, place: number) => {
  const registrar = {
    at: caller.at,
    client: caller.client,
    ...(caller.user === undefined ? {} : { user: caller.user }),
    channel: caller.partner === undefined ? ('worker' as const) : ('partner' as const),
  };
  try {
    const { caseId } = await register(needs, registrationFrom(entry), registrar, contextOf(caller, entry, place));
    // the same entry again is answered as it was registered then
    const { root } = await needs.files.open(caseId, caller);
    return {
      content: { ID: caseId, id: caseId, start: dateOf(root.registeredAt), ...keptOf(entry) },
      createdAt: root.registeredAt,
      modifiedAt: root.registeredAt,
      uuid: caseId,
    };
  } catch (error) {
    if (!isProblem(error)) throw error;
    const { name, message, errors, currentStatus, allowed } = error;
    throw new Problem(name, `write/${String(place)}: ${message}`, {
      cause: error,
      ...(errors === undefined ? {} : { errors: errors.map((fault) => faultOfEntry(fault, place)) }),
      ...(currentStatus === undefined ? {} : { currentStatus }),
      ...(allowed === undefined ? {} : { allowed }),
    });
  }
};

/**
 * `POST /data/mcts/createEntries`: memberships, each a registration with its consent and a transaction of its own, in their order; the first
 * that is refused ends the call, and the same call again goes on from there. A child that is registered already is a 409.
 */
export const createEntries = (needs: RegisterNeeds) =>
  operation('createMemberships', {
    route: 'POST /data/mcts/createEntries',
    scope: 'registration.write',
    summary: 'Ask for memberships of the programme, each with its consent',
    status: 201,
    body: z.strictObject({ write: z.array(NewEntry).min(1).max(MOST_ENTRIES) }),
    response: z.object({
      receive: z.array(
        z.object({
          content: z.record(z.string(), z.unknown()),
          createdAt: z.iso.datetime(),
          modifiedAt: z.iso.datetime(),
          uuid: z.uuid(),
        }),
      ),
    }),
    async run({ body: { write } }, caller) {
      clientNamed(caller.headers);
      const receive = [];
      for (const [place, entry] of write.entries()) receive.push(await createEntry(needs, entry, caller, place));
      return { receive };
    },
  });
