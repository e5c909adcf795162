import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type AnySchema } from 'ajv';
import { parse } from 'yaml';
import * as z from 'zod';
import { anIdentityProvider, chooseAt, SOWMYA } from '../../component/partners/identity-provider-world.ts';
import { sharedFolder } from './govstack.ts';

const folder = sharedFolder();

const Schema = z.record(z.string(), z.unknown());
const Content = z.record(z.string(), z.object({ schema: Schema.optional() }));
const Operation = z.looseObject({
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: Schema })).default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(
    z.string(),
    z.object({ content: Content.optional(), headers: z.record(z.string(), z.object({ schema: Schema })).optional() }),
  ),
});

/** One call and its answer, as they went over the wire. */
interface Exchanged {
  readonly url: URL;
  readonly method: string;
  readonly form: Record<string, string>;
  readonly status: number;
  readonly headers: Headers;
  readonly mediaType: string;
  readonly text: string;
}

const heard =
  (exchanged: Exchanged[]): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    exchanged.push({
      url: new URL(z.string().parse(input)),
      method: init?.method ?? 'GET',
      form: Object.fromEntries(new URLSearchParams(z.string().default('').parse(init?.body))),
      status: response.status,
      headers: response.headers,
      mediaType: (response.headers.get('content-type') ?? '').split(';')[0] ?? '',
      text: await response.clone().text(),
    });
    return response;
  };

if (folder === undefined) {
  describe('the identity provider, held to its definition', () => {
    it('says that the definition is not here', () => {
      console.warn('skipped: the GovStack API definitions are not beside the project');
      expect(sharedFolder()).toBeUndefined();
    });
  });
} else {
  const document: unknown = parse(readFileSync(join(folder, 'identity/identity-provider.yaml'), 'utf8'));
  const { paths } = z.object({ paths: z.record(z.string(), z.looseObject({})) }).parse(document);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, validateSchema: false });

  const operationAt = (path: string, method: string) => Operation.parse(paths[path]?.[method.toLowerCase()]);
  const faults = (what: string, schema: AnySchema | undefined, value: unknown): string[] => {
    if (schema === undefined) return [];
    const validate = ajv.compile(schema);
    return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message ?? ''}`);
  };

  const faultsOf = ({ url, method, form, status, headers, mediaType, text }: Exchanged): string[] => {
    const path = url.pathname.replace('/idp', '');
    const { parameters, requestBody, responses } = operationAt(path, method);
    const response = responses[String(status)];
    if (response === undefined) return [`${method} ${path}: status ${String(status)} is not defined`];
    const content = response.content?.[mediaType];
    if (response.content !== undefined && content === undefined) return [`${method} ${path}: ${mediaType} is not defined`];
    return [
      ...parameters.flatMap(({ name, required = false, schema }) => {
        const given = url.searchParams.get(name);
        return given === null ? (required ? [`${name} is missing`] : []) : faults(name, schema, given);
      }),
      ...faults('form', requestBody?.content['application/x-www-form-urlencoded']?.schema, form),
      ...faults('answer', content?.schema, mediaType === 'application/json' ? JSON.parse(text) : text),
      ...Object.entries(response.headers ?? {}).flatMap(([name, { schema }]) =>
        status === 200 ? faults(name, schema, headers.get(name)) : headers.has(name) ? [] : [`${name} is missing`],
      ),
    ];
  };

  describe('the identity provider, held to its definition', () => {
    it('is asked and answers as it says: discovery, keys, tokens, user information', async () => {
      const exchanged: Exchanged[] = [];
      const world = await anIdentityProvider({}, heard(exchanged));

      await world.recognise();
      await world.sandbox.stop();

      expect(exchanged.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
        'GET /idp/.well-known/openid-configuration',
        'POST /idp/oauth/token',
        'GET /idp/.well-known/jwks.json',
        'GET /idp/oidc/userinfo',
      ]);
      expect(exchanged.flatMap(faultsOf)).toEqual([]);
    });

    it('refuses as it says', async () => {
      const exchanged: Exchanged[] = [];
      const listen = heard(exchanged);
      const world = await anIdentityProvider({}, listen);

      await world.recognise({ code: 'invented' });
      await listen(`${world.settings.issuer}/oidc/userinfo`, { headers: { authorization: 'Bearer invented' } });
      await world.sandbox.stop();

      expect(exchanged.slice(-2).map(({ status }) => status)).toEqual([400, 401]);
      expect(exchanged.slice(-2).flatMap(faultsOf)).toEqual([]);
    });

    it('is sent a browser as it says, one way of being recognised at a time', async () => {
      const exchanged: Exchanged[] = [];
      const world = await anIdentityProvider({ acrValues: ['idbb:acr:biometrics'] });

      const address = await world.provider.authorizationUrl({ ...world.request, language: 'en' }, world.call());
      await heard(exchanged)(address, {});
      const back = await chooseAt(address, SOWMYA);
      await world.sandbox.stop();

      expect(exchanged.flatMap(faultsOf)).toEqual([]);
      expect(back.searchParams.get('state')).toBe(world.request.state);
    });
  });
}
