import * as z from 'zod';
import type { LoadedWorker, Worker } from '../../casefile/worker.ts';
import { Language } from '../../policy/schema/vocabulary.ts';
import { Area } from '../../registration/domain/request.ts';
import type { Vault } from '../../runtime/vault.ts';

export const WorkerId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores');

export const WorkerRequest = z.strictObject({
  displayName: z.string().trim().min(1).max(60).optional().describe('what mothers are told'),
  areas: z
    .array(Area)
    .min(1)
    .max(40)
    .transform((areas) => [...new Set(areas)])
    .describe('codes of the areas where she works'),
  capacity: z.int().min(0).max(10_000).describe('active cases that she can look after'),
  active: z.boolean().default(true).describe('whether she is given cases'),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be E.164: +<country><number>')
    .optional(),
  language: Language.optional().describe('of the texts to her phone; absent: English'),
  payeeIdentity: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,20}$/, 'must be 1 to 20 letters, digits or dashes')
    .optional()
    .describe('what the payment rail knows her by; without it incentives cannot be paid to her'),
});
export type WorkerRequest = z.infer<typeof WorkerRequest>;

/** A worker as others see her: whether she has a phone, not which. */
export const WorkerView = z.object({
  workerId: z.string(),
  displayName: z.string().optional(),
  areas: z.array(z.string()),
  capacity: z.int(),
  active: z.boolean(),
  hasPhone: z.boolean(),
  language: z.string().optional(),
  payeeIdentity: z.string().optional(),
  load: z.int().describe('active cases'),
  version: z.int(),
});

/** A worker in the list of an area; what she has to carry stands with herself, and in the supervision of the area. */
export const ListedWorker = WorkerView.omit({ load: true });

export const listedWorker = ({ phone, ...worker }: Worker): z.infer<typeof ListedWorker> => ({ ...worker, hasPhone: phone !== undefined });
export const shownWorker = ({ load, ...worker }: LoadedWorker): z.infer<typeof WorkerView> => ({ ...listedWorker(worker), load });

/** The record of a worker, her phone sealed. */
export const workerFrom = async (
  workerId: string,
  { phone, ...request }: WorkerRequest,
  version: number,
  vault: Vault,
): Promise<Worker> => {
  return {
    workerId,
    version,
    areas: request.areas,
    capacity: request.capacity,
    active: request.active,
    ...(request.displayName === undefined ? {} : { displayName: request.displayName }),
    ...(request.language === undefined ? {} : { language: request.language }),
    ...(request.payeeIdentity === undefined ? {} : { payeeIdentity: request.payeeIdentity }),
    ...(phone === undefined ? {} : { phone: await vault.seal(phone, workerId) }),
  };
};
