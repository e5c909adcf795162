import * as z from 'zod';
import { CaseId, ChildId, derivedId } from '../../../kernel/ids.ts';
import { invalidRequest, Problem } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { restart } from '../../../verification/domain/resume.ts';
import type { Needs } from './needs.ts';
import { getProcessOf, ProcessPath, Standing } from './shapes.ts';

const Values = z.object({ caseId: CaseId, childId: ChildId.optional() });

/**
 * `POST /processes/{processId}/start`: begins what a person may begin, by the same command as `POST /cases/{caseId}/verification`. Input
 * is the ids that the process takes and nothing else.
 */
export const startProcess = ({ table, files, numbers }: Pick<Needs, 'table' | 'files' | 'numbers'>) =>
  operation('startProcess', {
    route: 'POST /processes/{processId}/start',
    scope: 'verification.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Begin a process for a case',
    status: 201,
    path: ProcessPath,
    body: z.object({
      processStartedBy: z.string().min(1).max(200),
      InstanceValues: z
        .array(z.object({ code: z.string(), value: z.string() }))
        .max(10)
        .default([]),
    }),
    response: Standing,
    run: async ({ path, body: { InstanceValues } }, caller) => {
      const { known } = await getProcessOf(table, path.processId);
      const { startsWith } = known;
      if (startsWith === undefined) throw new Problem('StatusRefuses', 'only what happens in the programme starts this process');
      const unknown = InstanceValues.findIndex(({ code }) => !startsWith.includes(code));
      if (unknown !== -1)
        throw invalidRequest({
          pointer: `#/body/InstanceValues/${String(unknown)}/code`,
          detail: `must be one of ${startsWith.join(', ')}`,
        });
      const values = Values.safeParse(Object.fromEntries(InstanceValues.map(({ code, value }) => [code, value])));
      if (!values.success)
        throw invalidRequest({ pointer: '#/body/InstanceValues', detail: 'must name the id of a case, and may name that of a child' });
      const { caseId, childId } = values.data;
      const name = await files.change(caseId, caller, (file) => {
        const change = restart(file, childId, caller);
        const asked = (change.facts ?? []).findIndex(({ detailType }) => detailType.startsWith('VerificationRequested'));
        // the run that follows bears the id of the event that asks for it
        return { ...change, answer: derivedId('event', caseId, file.root.version + 1, asked) };
      });
      const id = await numbers.numberOf(known.machine, name, caller.at);
      return { id: String(id), processRef: known.machine, suspended: false, ended: false, state: 'running' };
    },
  });
