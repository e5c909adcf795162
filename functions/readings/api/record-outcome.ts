import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { recordOutcome as decide } from '../domain/outcomes.ts';
import { Outcome } from '../records.ts';
import { CasePath, type Needs } from './needs.ts';

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
