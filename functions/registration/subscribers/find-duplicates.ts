import { MotherRegistered, ReviewOpened } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { commitBeside, type CaseFiles, unchanged } from '../../casefile/files.ts';
import { Reviews } from '../../casefile/review.ts';
import { addDays } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Vault } from '../../runtime/vault.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { matchTexts } from '../domain/matching.ts';
import { todayOf } from '../domain/plausibility.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly vault: Vault;
  readonly programmes: Programmes;
}

/** How many other cases a review names; more of them say no more. */
const MOST_CANDIDATES = 10;

/** Looks for registrations that are probably of the same mother; opens a review, never merges. */
export const findDuplicates = ({ files, table, vault, programmes }: Needs) =>
  on(MotherRegistered, 'FindDuplicates', async ({ metadata: { caseId } }, context) => {
    const { root } = await files.open(caseId, context);
    const partitions = await Promise.all(
      matchTexts(root.mother).map(async ({ kind, text }) => ({ kind, pk: keys.match(kind, await vault.hash(kind, text)) })),
    );
    // written before it is looked for, so that of two that come at once at least one finds the other
    const { once: _matches, ...plain } = context;
    await commitBeside(
      table,
      plain,
      partitions.map(({ pk }) => ({ put: { pk, sk: caseId, entity: 'match', caseId, personId: root.personId } })),
      undefined,
    );
    const found = await Promise.all(
      partitions.map(async ({ kind, pk }) =>
        (await table.all(pk)).map((item) => ({ kind, caseId: String(item['caseId']), personId: String(item['personId']) })),
      ),
    );
    const others = found.flat().filter(({ personId }) => personId !== root.personId);
    if (others.length === 0) return;

    await files.change(caseId, context, (file) => {
      const reviewId = derivedId('review', 'duplicate', caseId);
      if (file.items.some(({ sk }) => sk === `REVIEW#${reviewId}`)) return unchanged(undefined);
      const { operations } = programmes.get(file.root.programme);
      const dueOn = addDays(todayOf(programmes.get(file.root.programme), context.at), operations.review.duplicateDueDays);
      const review = {
        reviewId,
        kind: 'duplicate' as const,
        status: 'open' as const,
        openedAt: context.at,
        dueOn,
        options: ['same', 'different'],
        differences: [],
        about: {
          cases: [...new Set(others.map((other) => other.caseId))].slice(0, MOST_CANDIDATES),
          matchedBy: [...new Set(others.map(({ kind }) => kind))],
        },
        openedBy: context.by,
        secondPerson: false,
      };
      return { put: [place(Reviews, review)], facts: [ReviewOpened.of({ reviewId, kind: 'duplicate', dueOn })], answer: undefined };
    });
  });
