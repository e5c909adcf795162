import * as z from 'zod';
import { task } from '../../runtime/task.ts';
import { compareAnswers as compare, Finding } from '../domain/findings.ts';

/** What the answers of all registers together come to. */
export const compareAnswers = () =>
  task(z.object({ answers: z.tuple([Finding, z.array(Finding)]) }), ({ answers: [mother, children] }) =>
    Promise.resolve(compare([mother, ...children])),
  );
