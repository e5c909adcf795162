import * as z from 'zod';
import { environment } from '../../runtime/environment.ts';
import { operation } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';

interface Needs {
  readonly programmes: Programmes;
}

/** `GET /health`: that the service answers, and which programmes it runs. */
export const getHealth = ({ programmes }: Needs) =>
  operation('getHealth', {
    route: 'GET /health',
    scope: null,
    summary: 'Whether the service answers, and which programmes it runs',
    status: 200,
    response: z.object({
      status: z.literal('ok'),
      at: z.string(),
      stage: z.string(),
      programmes: z.array(z.object({ id: z.string(), versions: z.array(z.string()) })),
    }),
    run: (_, { at }) =>
      Promise.resolve({
        status: 'ok',
        at,
        stage: environment().STAGE,
        programmes: programmes.all().map(({ id, versions }) => ({ id, versions: versions.map((version) => version.id) })),
      }),
  });
