import { EntitlementHandedOver } from '../../../events/entitlement-handed-over.v1.ts';
import type { Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import { implausible, Problem, statusRefuses } from '../../kernel/problem.ts';
import { Lines, type Line } from '../records.ts';
import { moved } from './lines.ts';
import { heldBackBy } from './standing.ts';

/**
 * Goods were handed over; once. Telling it again changes nothing.
 * @throws {Problem} PaymentNotFound, ImplausibleFact, StatusRefuses for what is paid in money, and after an exit that ends it
 */
export const handOver = (
  file: CaseFile,
  lineId: string,
  { on, today, by, at }: { on: PlainDate; today: PlainDate; by: string; at: Instant },
): Change<Line> => {
  const line = allOf(file, Lines).find((one) => one.lineId === lineId);
  if (line === undefined) throw new Problem('PaymentNotFound', 'nothing of that name is due in this case');
  if (line.status === 'handedOver') return unchanged(line);
  const obstacle = line.inKind ? heldBackBy(file.root, line) : undefined;
  if (obstacle !== undefined) throw statusRefuses('hand over', obstacle, ['enrolled']);
  if (on > today) throw implausible('/on', `is after today, ${today}`);
  if (on < line.dueOn) throw implausible('/on', `is before it was due, ${line.dueOn}`);
  const handedOver: Line = { ...moved(line, 'handedOver', at), handedOver: { on, by } };
  return { put: [place(Lines, handedOver)], facts: [EntitlementHandedOver.of({ lineId, on })], answer: handedOver };
};
