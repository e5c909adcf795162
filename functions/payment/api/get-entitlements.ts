import * as z from 'zod';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { Currency } from '../../kernel/money.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { evaluationOn } from '../domain/assess.ts';
import { LineStatus } from '../domain/life-cycle.ts';
import { Lines } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

const Due = {
  id: z.string(),
  rule: z.string(),
  amountMinor: z.int(),
  currency: Currency,
  payee: z.enum(['mother', 'worker', 'facility']),
  inKind: z.boolean(),
  status: z.enum(['payable', 'pending', 'held', 'forfeited']),
  reason: z.string().optional(),
};

/** `GET /cases/{caseId}/entitlements`: what the programme says on a day, with what is missing and what was lost. */
export const getEntitlements = ({ files, programmes }: Needs) =>
  operation('getEntitlements', {
    route: 'GET /cases/{caseId}/entitlements',
    scope: 'payment.read',
    summary: 'Apply the programme to a case on a day',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    query: z.strictObject({ on: PlainDate.optional().describe('the day; today when absent') }),
    response: z.object({
      on: PlainDate,
      policyVersion: z.string(),
      outcome: z.enum(['eligible', 'ineligible', 'undetermined']),
      instalments: z.array(
        z.object({
          ...Due,
          conditionsMetOn: PlainDate.optional(),
          payableFrom: PlainDate.optional(),
          missing: z.array(z.string()).optional(),
        }),
      ),
      lines: z.array(
        z.object({ ...Due, payableOn: PlainDate.optional(), payment: LineStatus.optional().describe('where it stands, once it fell due') }),
      ),
      totalPayableToMotherMinor: z.int(),
      currency: Currency,
    }),
    run: async ({ path, query }, caller) => {
      const file = await files.read(path.caseId, caller, 'entitlements');
      const programme = programmes.get(file.root.programme);
      const { evaluation } = evaluationOn(file, programme, query.on ?? dayOf(programme, caller.at));
      const statuses = new Map(allOf(file, Lines).map(({ lineId, status }) => [lineId, status]));
      return versioned(file.root.version, {
        ...evaluation,
        on: evaluation.asOf,
        policyVersion: evaluation.version,
        lines: evaluation.lines.map((line) => ({ ...line, payment: statuses.get(line.id) })),
      });
    },
  });
