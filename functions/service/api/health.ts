import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { environment } from '../../runtime/environment.ts';
import { operation, reply } from '../../runtime/operation.ts';
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
    response: z.object({ status: z.literal('ok'), at: z.string(), stage: z.string(), programmes: z.array(z.object({ id: z.string(), versions: z.array(z.string()) })) }),
    run: (_, { at }) =>
      Promise.resolve({ status: 'ok', at, stage: environment().STAGE, programmes: programmes.all().map(({ id, versions }) => ({ id, versions: versions.map((version) => version.id) })) }),
  });

/** `GET /openapi.json`: the description of this API, made from the schemas that check its requests. */
export const getDescription = () =>
  operation('getDescription', {
    route: 'GET /openapi.json',
    scope: null,
    summary: 'The description of this API (OpenAPI 3.1)',
    status: 200,
    response: z.string(),
    run: () => Promise.resolve(reply({ raw: { contentType: 'application/json; charset=utf-8', text: readFileSync(join(dirname(environment().PROGRAMMES_PATH), 'openapi.json'), 'utf8') }, headers: { 'cache-control': 'max-age=300' } })),
  });
