import * as z from 'zod';
import { allOf } from '../../casefile/files.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { recordOutcome as decide } from '../domain/outcomes.ts';
import { Outcome, Outcomes } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';
import { pageOf } from './page.ts';

const told = { outcomeId: true, at: true, by: true } as const;
const [Breastfeeding, FamilyPlanning, Supplied, Taken, Discharge, EmergencyVisit, Admission] = Outcome.options;

const OutcomeRequest = z.discriminatedUnion('kind', [
  Breastfeeding.omit(told).strict(),
  FamilyPlanning.omit(told).strict(),
  Supplied.omit(told).strict(),
  Taken.omit(told).strict(),
  Discharge.omit(told).strict(),
  EmergencyVisit.omit(told).strict(),
  Admission.omit({ ...told, readmission: true }).strict(),
]);

/** `POST /cases/{caseId}/outcomes`: records how care goes: feeding, family planning, medicine, discharge, emergency visits, admissions. */
export const recordOutcome = ({ files, programmes }: Needs) =>
  operation('recordOutcome', {
    route: 'POST /cases/{caseId}/outcomes',
    scope: 'care.write',
    summary: 'Record an outcome of a mother or a child',
    status: 201,
    path: CasePath,
    body: OutcomeRequest,
    response: Outcome,
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) => decide(file, programmes.get(file.root.programme), body, caller)),
  });

/** `GET /cases/{caseId}/outcomes?kind=`: the recorded outcomes, oldest first. */
export const listOutcomes = ({ files }: Pick<Needs, 'files'>) =>
  operation('listOutcomes', {
    route: 'GET /cases/{caseId}/outcomes',
    scope: 'care.read',
    summary: 'List the recorded outcomes of a case',
    status: 200,
    path: CasePath,
    query: z.strictObject({ kind: z.enum(Outcome.options.map(({ shape }) => shape.kind.value)).optional(), ...PageQuery }),
    response: z.object({ items: z.array(Outcome), next: z.string().optional() }),
    async run({ path, query: { kind, ...page } }, caller) {
      const all = allOf(await files.read(path.caseId, caller, 'outcomes'), Outcomes);
      return pageOf(
        all.filter((outcome) => kind === undefined || outcome.kind === kind),
        Outcomes.sk,
        page,
      );
    },
  });
