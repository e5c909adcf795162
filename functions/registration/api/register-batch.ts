import * as z from 'zod';
import { derivedId, fingerprint } from '../../kernel/ids.ts';
import { isProblem, problemType } from '../../kernel/problem.ts';
import type { Table } from '../../table/table.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import { ChildRequest, RegistrationRequest } from '../domain/request.ts';
import { caseIdFor, register, registrarOf, type RegisterNeeds } from '../register.ts';
import { addChildren } from './add-children.ts';
import { parkedChild } from '../parked-children.ts';

const Reference = z.string().regex(/^[\w.:-]{1,64}$/);

const Entry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mother'),
    externalReference: Reference,
    registration: RegistrationRequest.omit({ externalReference: true }),
  }),
  z.strictObject({
    kind: z.literal('child'),
    externalReference: Reference,
    motherReference: Reference.describe('the external reference of the mother'),
    child: ChildRequest,
  }),
]);
type Entry = z.infer<typeof Entry>;

const Outcome = z.object({
  externalReference: z.string(),
  outcome: z.enum(['registered', 'waitsForMother', 'refused']),
  caseId: z.string().optional(),
  problem: z
    .object({ type: z.string(), detail: z.string(), errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional() })
    .optional(),
});
type Outcome = z.infer<typeof Outcome>;

/** How many entries one call takes: each is a transaction of its own. */
const MOST_ENTRIES = 50;

interface Needs extends RegisterNeeds {
  readonly table: Table;
}

/** Each entry is repeatable by its own reference, whatever batch it comes in. */
const contextOf = (caller: Caller, entry: Entry): Caller => ({
  ...caller,
  causationId: derivedId('entry', caller.client, entry.externalReference),
  once: { key: fingerprint(['entry', caller.client, entry.kind, entry.externalReference]), fingerprint: fingerprint(entry) },
});

const registerEntry = async (needs: Needs, entry: Entry, caller: Caller): Promise<Outcome> => {
  const { externalReference } = entry;
  const context = contextOf(caller, entry);
  try {
    if (entry.kind === 'mother') {
      const { caseId } = await register(needs, { ...entry.registration, externalReference }, registrarOf(caller, 'batch'), context);
      return { externalReference, outcome: 'registered', caseId };
    }
    const caseId = caseIdFor(caller.client, { externalReference: entry.motherReference }, '');
    await addChildren(needs, caseId, [entry.child], context);
    return { externalReference, outcome: 'registered', caseId };
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (entry.kind === 'child' && error.name === 'CaseNotFound') {
      await parkedChild.keep(needs, caseIdFor(caller.client, { externalReference: entry.motherReference }, ''), entry, context);
      return { externalReference, outcome: 'waitsForMother' };
    }
    return {
      externalReference,
      outcome: 'refused',
      problem: {
        type: problemType(error.name),
        detail: error.message,
        ...(error.errors === undefined ? {} : { errors: [...error.errors] }),
      },
    };
  }
};

/** `POST /registration-batches`: registrations recorded offline, in any order, possibly sent before. Mothers go first. */
export const registerBatch = (needs: Needs) =>
  operation('registerBatch', {
    route: 'POST /registration-batches',
    scope: 'registration.write',
    metered: true,
    summary: 'Send registrations that were recorded offline; each is answered on its own',
    status: 200,
    bodyLimitBytes: 1024 * 1024,
    body: z.strictObject({ entries: z.array(Entry).min(1).max(MOST_ENTRIES) }),
    response: z.object({ outcomes: z.array(Outcome) }),
    async run({ body: { entries } }, caller) {
      const outcomes = new Map<Entry, Outcome>();
      const ordered = [...entries.filter(({ kind }) => kind === 'mother'), ...entries.filter(({ kind }) => kind === 'child')];
      for (const entry of ordered) outcomes.set(entry, await registerEntry(needs, entry, caller));
      return { outcomes: entries.map((entry) => outcomes.get(entry)) };
    },
  });
