import * as z from 'zod';
import { Children } from '../../casefile/case.ts';
import { allOf, type CaseFile, type CaseFiles, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import type { CivilRegistryPort, RegistryChange, UnreadableChange } from '../../partners/civil-registry.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { task } from '../../runtime/task.ts';
import type { Vault } from '../../runtime/vault.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { keepReport, reviewUnreadable } from '../domain/registry-report.ts';
import type { RegistryReport } from '../records.ts';

/** How many changes one invocation takes; the state machine calls again while there are more. */
const MOST_CHANGES = 50;
/** How long a sweep goes on asking. A longer list is read by several sweeps: what is due in this one must not wait for all of it. */
const MOST_MS = 10 * 60_000;
const CURSOR = keys.cursor('civil-registry');
const Cursor = z.object({ cursor: z.string().optional() });

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly vault: Vault;
  readonly programmes: Programmes;
  readonly civilRegistry: () => CivilRegistryPort;
}

interface Known {
  readonly caseId: string;
  readonly subject: 'mother' | 'child';
  readonly number: string;
}

/** Whose change it is, by the claims that registered mothers and children hold; undefined for everybody else in the country. */
const findKnown = async ({ table, vault }: Needs, subject: RegistryChange['subject']): Promise<Known | undefined> => {
  const asked =
    'nationalId' in subject
      ? (['mother', 'child'] as const).map((kind) => ({ kind, number: subject.nationalId }))
      : [{ kind: 'child' as const, number: subject.childId }];
  for (const { kind, number } of asked) {
    const claim = await table.find(keys.claim(kind, await vault.hash(kind, number)));
    if (claim !== undefined) return { caseId: String(claim['caseId']), subject: kind, number };
  }
  return undefined;
};

const findChild = async (vault: Vault, file: CaseFile, number: string) => {
  for (const child of allOf(file, Children))
    if (child.nationalId !== undefined && (await vault.open(child.nationalId, child.childId)) === number) return child;
  return undefined;
};

/** Of a birth the numbers of the child, sealed for the mother until the child has a place in the case. */
const bornChildOf = async (vault: Vault, { child }: RegistryChange, owner: string): Promise<Pick<RegistryReport, 'bornChild'>> => {
  if (child === undefined) return {};
  const nationalId = await vault.seal(child.childId, owner);
  return {
    bornChild: { nationalId, ...(child.certificate === undefined ? {} : { certificate: await vault.seal(child.certificate, owner) }) },
  };
};

const keep = ({ files, vault }: Needs, change: RegistryChange, { caseId, subject, number }: Known, context: Context): Promise<undefined> =>
  files.change(caseId, context, async (file) => {
    const child = subject === 'child' ? await findChild(vault, file, number) : undefined;
    const { changeId, kind, on, area } = change;
    return keepReport(file, {
      changeId,
      kind,
      subject,
      on,
      reportedAt: context.at,
      ...(child === undefined ? {} : { childId: child.childId }),
      ...(area === undefined ? {} : { toArea: area }),
      ...(kind === 'birth' ? await bornChildOf(vault, change, file.root.personId) : {}),
    });
  });

/** A claim whose case is gone concerns nobody. */
const unlessGone = async (keeping: Promise<unknown>): Promise<boolean> => {
  try {
    await keeping;
    return true;
  } catch (error) {
    if (isProblem(error) && error.name === 'CaseNotFound') return false;
    throw error;
  }
};

/** Leaves a change that cannot be read to a person who knows the case. @returns false when nobody can tell whose it is */
const leaveToPerson = async (needs: Needs, { changeId, subject, facts }: UnreadableChange, context: Context): Promise<boolean> => {
  if (changeId === undefined || subject === undefined) return false;
  const known = await findKnown(needs, subject);
  if (known === undefined) return true;
  const keeping = needs.files.change(known.caseId, context, (file) =>
    reviewUnreadable(file, needs.programmes.get(file.root.programme), { changeId, subject: known.subject, facts }, context),
  );
  await unlessGone(keeping);
  return true;
};

const nameOf = ({ changeId = 'without a number', facts }: UnreadableChange): string => `${changeId} (${facts.join(', ')})`;

/**
 * Asks the civil registry for what it has recorded since the last time, and keeps what concerns somebody in a case, each with its event. The
 * cursor moves when all of it is kept, so that nothing is skipped; what is asked twice is kept once. A change that cannot be read stops no other:
 * it becomes a review of the case that it is about.
 * @throws {Problem} PartnerAnswerInvalid, after the rest is kept, naming changes of which nobody can tell whose they are: the alarm of this
 * function brings a person to them
 */
export const askCivilRegistry = (needs: Needs) =>
  task(z.object({ time: z.iso.datetime() }), async ({ time }, { once: _, ...taskContext }) => {
    const { table, civilRegistry } = needs;
    const context: Context = { ...taskContext, at: new Date(time).toISOString() };
    const { cursor } = Cursor.parse((await table.find(CURSOR)) ?? {});
    const { changes, unreadable, nextCursor, more } = await civilRegistry().changesSince(cursor, MOST_CHANGES, {
      at: context.at,
      correlationId: context.correlationId,
    });
    let reported = 0;
    for (const change of changes) {
      const known = await findKnown(needs, change.subject);
      if (known !== undefined && (await unlessGone(keep(needs, change, known, context)))) reported += 1;
    }
    const nobodys: UnreadableChange[] = [];
    for (const each of unreadable) if (!(await leaveToPerson(needs, each, context))) nobodys.push(each);
    if (nextCursor !== undefined && nextCursor !== cursor)
      await table.transact(
        [{ put: { ...CURSOR, entity: 'cursor', cursor: nextCursor } }],
        derivedId('cursor', context.causationId, nextCursor),
      );
    if (nobodys.length > 0)
      throw new Problem('PartnerAnswerInvalid', `civil registry: set aside the changes ${nobodys.map(nameOf).join(', ')}`);
    const isLong = Date.parse(taskContext.at) - Date.parse(time) >= MOST_MS;
    return { reported, more: more && !isLong };
  });
