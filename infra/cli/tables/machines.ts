import * as z from 'zod';
import { basename } from 'node:path';
import { folded, table } from './markdown.ts';
import { filesLike } from './sources.ts';

const Step = z.looseObject({
  Type: z.string(),
  Comment: z.string().optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.looseObject({ Next: z.string() })).default([]),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() })).default([]),
  ItemProcessor: z.looseObject({ States: z.record(z.string(), z.unknown()) }).optional(),
  Branches: z.array(z.looseObject({ States: z.record(z.string(), z.unknown()) })).default([]),
  Resource: z.string().default(''),
});

const Machine = z.looseObject({ Comment: z.string(), StartAt: z.string(), States: z.record(z.string(), z.unknown()) });

const kindOf = ({ Type, Resource }: z.infer<typeof Step>): string =>
  Type === 'Task' ? (Resource.endsWith('.waitForTaskToken') ? 'task that waits' : 'task') : Type.toLowerCase();

const rowsOf = (states: Readonly<Record<string, unknown>>, depth = 0): readonly (readonly string[])[] =>
  Object.entries(states).flatMap(([name, given]) => {
    const step = Step.parse(given);
    const next = [...step.Choices.map(({ Next }) => Next), step.Default, step.Next].filter((each) => each !== undefined);
    const inner = [...step.Branches, ...(step.ItemProcessor === undefined ? [] : [step.ItemProcessor])];
    return [
      [
        `${'&nbsp;&nbsp;'.repeat(depth)}${name}`,
        kindOf(step),
        step.Comment ?? '',
        [...new Set(next)].join(', '),
        step.Catch.map(
          ({ ErrorEquals, Next }) => `${ErrorEquals.map((error) => error.replace('States.ALL', 'anything else')).join(', ')}: ${Next}`,
        ).join('; '),
      ],
      ...inner.flatMap(({ States }) => rowsOf(States, depth + 1)),
    ];
  });

/** Every state machine with its states. */
export const machinesTables = (): string =>
  filesLike('statemachines/*.asl.json')
    .map(({ path, text }) => {
      const { Comment, StartAt, States } = Machine.parse(JSON.parse(text));
      const states = table(['state', 'kind', 'what happens', 'then', 'refused or failed'], rowsOf(States));
      return folded(`<b>${basename(path, '.asl.json')}</b>: ${Comment}`, `Begins with: ${StartAt}.\n\n${states}`);
    })
    .join('\n\n');
