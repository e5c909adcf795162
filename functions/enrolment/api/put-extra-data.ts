import * as z from 'zod';
import { FactValue } from '../../casefile/case.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { decideExtraData } from '../domain/extra-data.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

const Facts = z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/), FactValue);

/** `PUT /cases/{caseId}/extra-data`: facts that the programme asks for beside the registration. */
export const putExtraData = ({ files, programmes }: Needs) =>
  operation('putExtraData', {
    route: 'PUT /cases/{caseId}/extra-data',
    scope: 'enrolment.write',
    summary: 'Record facts that the programme asks for',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({
      facts: Facts.refine((facts) => Object.keys(facts).length <= 50, 'may name 50 facts').describe(
        'by name; null takes a fact back, facts that are left out stay',
      ),
    }),
    response: z.object({ facts: z.record(z.string(), z.unknown()) }),
    run: ({ path, body }, caller) =>
      files.change(path.caseId, caller, (file) => decideExtraData(file, programmes.get(file.root.programme), body.facts, caller)),
  });
