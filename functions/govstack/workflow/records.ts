import * as z from 'zod';
import { shelfKind } from '../shelf.ts';
import { ProcessNote } from './domain/processes.ts';

export const ProcessNotes = shelfKind<ProcessNote>({ name: 'processNote', schema: ProcessNote, idOf: ({ process }) => process });

/** Which execution a number stands for. */
export const Instance = z.object({
  id: z.int(),
  machine: z.string(),
  name: z.string(),
  /** Seconds since 1970; the history of an execution is kept no longer either. */
  expiresAt: z.int(),
});
export type Instance = z.infer<typeof Instance>;
export const Instances = shelfKind<Instance>({ name: 'processInstance', schema: Instance, idOf: ({ id }) => String(id) });

/** That somebody stopped an execution. */
export const Stop = z.object({ id: z.int(), process: z.string(), by: z.string(), at: z.iso.datetime() });
export type Stop = z.infer<typeof Stop>;
export const Stops = shelfKind<Stop>({ name: 'processStop', schema: Stop, idOf: ({ id }) => String(id) });
