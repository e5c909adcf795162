import * as z from 'zod';
import { Difference } from '../../casefile/review.ts';
import { operation } from '../../runtime/operation.ts';
import { FileLine } from '../domain/file-line.ts';
import { compareLine, type FileNeeds, type LineOutcome } from '../file-lines.ts';

/** How many lines one call takes: each reads a case. */
const MOST_LINES = 100;
/** How many of them at once. */
const AT_ONCE = 10;

const Outcome = z.object({
  line: z.int(),
  outcome: z.enum(['match', 'mismatch', 'notFound', 'consentMissing', 'refused']),
  caseId: z.string().optional(),
  reasons: z.array(z.string()),
  differences: z.array(Difference),
  effect: z.enum(['none', 'reviewOpened', 'verificationResumed', 'birthAskedAbout']),
  problem: z.object({ type: z.string(), detail: z.string() }).optional(),
});

/** `POST /verification-files/lines`: a part of the file that a register sent; what differs, line by line. Each case looked at has an audit entry. */
export const compareFileLines = (needs: FileNeeds) =>
  operation('compareFileLines', {
    route: 'POST /verification-files/lines',
    scope: 'verification.write',
    roles: ['supervisor', 'manager', 'admin'],
    metered: true,
    summary: "Hold lines of a register's file against the cases that they name",
    status: 200,
    body: z.strictObject({ lines: z.array(FileLine).min(1).max(MOST_LINES) }),
    response: z.object({ outcomes: z.array(Outcome) }),
    async run({ body: { lines } }, caller) {
      const outcomes: LineOutcome[] = [];
      for (let place = 0; place < lines.length; place += AT_ONCE)
        outcomes.push(...(await Promise.all(lines.slice(place, place + AT_ONCE).map((line) => compareLine(needs, line, caller)))));
      return { outcomes };
    },
  });
