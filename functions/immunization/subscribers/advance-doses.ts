import { Children } from '../../casefile/case.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, findOf, unchanged, type CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onDue } from '../../runtime/subscriber.ts';
import { replanChild } from '../domain/next-doses.ts';
import { NextDosesOfChildren } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Moves the next vaccination of a child whose day has come: the mother is reminded, or its worker sees that it is overdue. */
export const advanceDoses = ({ files, programmes }: Needs) =>
  onDue(['immunization'], 'AdvanceDoses', async ({ metadata: { caseId }, data: { item } }, context) => {
    await files.change(caseId, context, (file) => {
      const programme = programmes.get(file.root.programme);
      const today = dayOf(programme, context.at);
      const next = findOf(file, NextDosesOfChildren, (one) => NextDosesOfChildren.sk(one) === item);
      const child = allOf(file, Children).find(({ childId }) => childId === next?.childId);
      if (child === undefined || next?.nextOn === undefined || next.nextOn > today) return unchanged(undefined);
      return { ...replanChild(file, programme, child, today), answer: undefined };
    });
  });
