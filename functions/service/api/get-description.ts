import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { environment } from '../../runtime/environment.ts';
import { operation, reply } from '../../runtime/operation.ts';

/** `GET /openapi.json`: the description of this API, made from the schemas that check its requests. */
export const getDescription = () =>
  operation('getDescription', {
    route: 'GET /openapi.json',
    scope: null,
    summary: 'The description of this API (OpenAPI 3.1)',
    status: 200,
    response: z.string(),
    run: () =>
      Promise.resolve(
        reply({
          raw: {
            contentType: 'application/json; charset=utf-8',
            text: readFileSync(join(dirname(environment().PROGRAMMES_PATH), 'openapi.json'), 'utf8'),
          },
          headers: { 'cache-control': 'max-age=300' },
        }),
      ),
  });
