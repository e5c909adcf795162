import * as z from 'zod';
import { dayOf } from '../../casefile/facts.ts';
import { allOf } from '../../casefile/files.ts';
import { addDays, PlainDate } from '../../kernel/dates.ts';
import { operation } from '../../runtime/operation.ts';
import { adherenceOf, takenShareOf } from '../domain/adherence.ts';
import { Outcomes } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';

/** `GET /cases/{caseId}/adherence?medicine=&from=&days=`: the proportion of days covered by what was handed over, and what she tells she took. */
export const readAdherence = ({ files, programmes }: Needs) =>
  operation('readAdherence', {
    route: 'GET /cases/{caseId}/adherence',
    scope: 'care.read',
    summary: 'Read the adherence of a mother to a medicine',
    status: 200,
    path: CasePath,
    query: z.strictObject({
      medicine: z.string().max(64),
      from: PlainDate.optional().describe('left out: so many days ago that the period ends today'),
      days: z.coerce.number().int().min(1).max(366).optional().describe("left out: the programme's"),
    }),
    response: z.object({
      from: PlainDate,
      coveredDays: z.int(),
      periodDays: z.int(),
      proportion: z.number(),
      adherent: z.boolean(),
      takenShare: z.number().optional(),
    }),
    async run({ path, query: { medicine, ...asked } }, caller) {
      const file = await files.read(path.caseId, caller, 'adherence');
      const programme = programmes.get(file.root.programme);
      const rules = programme.operations.readings.outcomes.adherence;
      const days = asked.days ?? rules.days;
      const from = asked.from ?? addDays(dayOf(programme, caller.at), 1 - days);
      const until = addDays(from, days);
      const outcomes = allOf(file, Outcomes);
      const supplies = outcomes.filter((one) => one.kind === 'medicineSupplied').filter((one) => one.medicine === medicine);
      const told = outcomes
        .filter((one) => one.kind === 'medicineTaken')
        .filter((one) => one.medicine === medicine && one.on >= from && one.on < until);
      const takenShare = takenShareOf(told);
      return {
        from,
        ...adherenceOf(supplies, { from, days, adherentFrom: rules.adherentFrom }),
        ...(takenShare === undefined ? {} : { takenShare }),
      };
    },
  });
