import * as z from 'zod';
import { caseFiles, earlierAnswer } from '../../casefile/files.ts';
import { derivedId, fingerprint } from '../../kernel/ids.ts';
import { isProblem, problemType, type ProblemName } from '../../kernel/problem.ts';
import { keys } from '../../table/keys.ts';
import { rehearsalOn } from '../../table/rehearsal.ts';
import type { Table } from '../../table/table.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import { BatchEntry, MOST_ENTRIES } from '../domain/batch-entry.ts';
import { caseIdFor, register, registrarOf, type RegisterNeeds } from '../register.ts';
import { addChildren } from './add-children.ts';
import { parkedChild } from '../parked-children.ts';

const Outcome = z.object({
  externalReference: z.string(),
  outcome: z.enum(['registered', 'waitsForMother', 'refused', 'wouldRegister', 'wouldWait']),
  caseId: z.string().optional(),
  known: z.literal(true).optional().describe('the same entry was registered by an earlier call'),
  problem: z
    .object({ type: z.string(), detail: z.string(), errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional() })
    .optional(),
});
type Outcome = z.infer<typeof Outcome>;

interface Needs extends RegisterNeeds {
  readonly table: Table;
}

/** Each entry is repeatable by its own reference, whatever batch it comes in. */
const contextOf = (caller: Caller, entry: BatchEntry) => ({
  ...caller,
  causationId: derivedId('entry', caller.client, entry.externalReference),
  once: { key: fingerprint(['entry', caller.client, entry.kind, entry.externalReference]), fingerprint: fingerprint(entry) },
});

const Earlier = z.object({ caseId: z.string() });

/** How a registration is refused whose case is there already. */
const MEETS_ITSELF: readonly ProblemName[] = [
  'VersionConflict',
  'MotherAlreadyRegistered',
  'ChildAlreadyRegistered',
  'CertificateAlreadyRegistered',
];

const registerEntry = async (needs: Needs, entry: BatchEntry, caller: Caller): Promise<Outcome> => {
  const { externalReference } = entry;
  const context = contextOf(caller, entry);
  try {
    const earlier = await earlierAnswer(needs.table, context);
    if (earlier !== undefined)
      return { externalReference, outcome: 'registered', caseId: Earlier.parse(earlier.answer).caseId, known: true };
    if (entry.kind === 'mother') {
      const { caseId } = await register(needs, { ...entry.registration, externalReference }, registrarOf(caller, 'batch'), context);
      return { externalReference, outcome: 'registered', caseId };
    }
    const caseId = caseIdFor(caller.client, { externalReference: entry.motherReference }, '');
    await addChildren(needs, caseId, [entry.child], context);
    return { externalReference, outcome: 'registered', caseId };
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (entry.kind === 'mother' && MEETS_ITSELF.includes(error.name)) {
      // what makes a repeat known is kept for some days, her case for ever
      const caseId = caseIdFor(caller.client, { externalReference }, '');
      if ((await needs.table.find({ pk: keys.case(caseId), sk: 'CASE' })) !== undefined)
        return { externalReference, outcome: 'registered', caseId, known: true };
    }
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

/** The same needs on a table that stores nothing. */
const rehearsing = (needs: Needs): Needs => {
  const table = rehearsalOn(needs.table);
  return { ...needs, table, files: caseFiles({ table, shards: () => 1 }) };
};

/** What a rehearsal tells: what would become of an entry, under the id of no case. */
const asWouldBe = ({ caseId, ...outcome }: Outcome): Outcome => {
  if (outcome.outcome === 'registered')
    return outcome.known === true && caseId !== undefined ? { ...outcome, caseId } : { ...outcome, outcome: 'wouldRegister' };
  return outcome.outcome === 'waitsForMother' ? { ...outcome, outcome: 'wouldWait' } : outcome;
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
    body: z.strictObject({
      entries: z.array(BatchEntry).min(1).max(MOST_ENTRIES),
      dryRun: z.boolean().default(false).describe('everything is judged as in earnest, and nothing is stored'),
    }),
    response: z.object({ outcomes: z.array(Outcome) }),
    async run({ body: { entries, dryRun } }, caller) {
      const used = dryRun ? rehearsing(needs) : needs;
      const outcomes = new Map<BatchEntry, Outcome>();
      const ordered = [...entries.filter(({ kind }) => kind === 'mother'), ...entries.filter(({ kind }) => kind === 'child')];
      for (const entry of ordered) {
        const outcome = await registerEntry(used, entry, caller);
        outcomes.set(entry, dryRun ? asWouldBe(outcome) : outcome);
      }
      return { outcomes: entries.map((entry) => outcomes.get(entry)) };
    },
  });
