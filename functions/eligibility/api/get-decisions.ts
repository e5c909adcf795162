import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { appealableUntil } from '../domain/appeal.ts';
import { reasonsFor } from '../domain/decision.ts';
import { Appeals, Decisions } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

const Told = z.object({
  decisionId: z.uuid(),
  outcome: z.string(),
  decidedBy: z.string(),
  decidedAt: z.string(),
  policyVersion: z.string(),
  fingerprint: z.string().describe('SHA-256 of the text of the version'),
  asOf: z.string(),
  found: z.string().describe('what the rules alone said'),
  grounds: z.array(z.object({ rule: z.string(), reason: z.string() })),
  missingFacts: z.array(z.string()),
  inputs: z.object({ applicant: z.record(z.string(), z.unknown()), occurrences: z.array(z.unknown()) }),
  appealUntil: z.string().optional(),
  appeal: z.object({ appealId: z.uuid(), lodgedAt: z.string(), outcome: z.string() }).optional(),
});

/** `GET /cases/{caseId}/decisions`: every decision on the case, newest first, with all its grounds and what it was based on. */
export const getDecisions = ({ files, programmes }: Needs) =>
  operation('getDecisions', {
    route: 'GET /cases/{caseId}/decisions',
    scope: 'eligibility.read',
    summary: 'Decisions on eligibility with their grounds',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    query: z.strictObject({ language: z.string().max(16).optional().describe('of the reasons; her own when left out') }),
    response: z.object({ items: z.array(Told) }),
    run: async ({ path, query }, caller) => {
      const file = await files.read(path.caseId, caller, 'decisions on eligibility');
      const programme = programmes.get(file.root.programme);
      const appeals = allOf(file, Appeals);
      const items = allOf(file, Decisions).toReversed();
      return {
        items: items.map((decision) => {
          const reasons = reasonsFor(decision, query.language ?? file.root.language);
          const appeal = appeals.find(({ decisionId }) => decisionId === decision.decisionId);
          return {
            ...decision,
            grounds: decision.grounds.map(({ rule, reason }, place) => ({ rule, reason: reasons[place] ?? reason })),
            ...(decision.outcome === 'ineligible' ? { appealUntil: appealableUntil(decision, programme) } : {}),
            ...(appeal === undefined
              ? {}
              : { appeal: { appealId: appeal.reviewId, lodgedAt: appeal.lodgedAt, outcome: appeal.outcome ?? 'open' } }),
          };
        }),
      };
    },
  });
