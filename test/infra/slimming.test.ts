import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { build, type Plugin } from 'esbuild';
import examples from 'libphonenumber-js/mobile/examples';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type * as z from 'zod';
import {
  NEVER_LOADED,
  numberErrorAsClass,
  plansWithoutFormats,
  schemasReadByName,
  schemasWithoutDescription,
  SLIMMING,
} from '../../infra/slimming.ts';

const requireFresh = createRequire(import.meta.url);
const SOURCE = `
  import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
  import plan from 'libphonenumber-js/min/metadata';
  export const read = (text, country) => parsePhoneNumberFromString(text, { defaultCountry: country }, plan);`;

/** What a source exports when it is bundled with plugins; it may import `./functions/source.ts`, beside it. */
const bundled = async (contents: string, plugins: readonly Plugin[], source = ''): Promise<unknown> => {
  const folder = mkdtempSync(join(process.cwd(), 'dist-slim-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
    mkdirSync(join(folder, 'functions'));
    writeFileSync(join(folder, 'functions/source.ts'), source);
    await build({
      stdin: { contents, resolveDir: folder },
      absWorkingDir: process.cwd(),
      outfile: join(folder, 'read.js'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      plugins: [...plugins],
      external: NEVER_LOADED,
      logLevel: 'silent',
    });
    return requireFresh(join(folder, 'read.js')) as unknown;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe('the numbering plans in a bundle', () => {
  it('read every country as the whole plans do', async () => {
    const { read } = (await bundled(SOURCE, [plansWithoutFormats, numberErrorAsClass])) as { read: typeof parsePhoneNumberFromString };

    const differing = Object.entries(examples as Record<string, string>).flatMap(([country, national]) =>
      [national, `0${national}`, national.slice(1), 'none', '+', '1'.repeat(300)].filter((text) => {
        const [whole, slim] = [parsePhoneNumberFromString(text, country as 'IN'), read(text, country as 'IN')];
        return whole?.number !== slim?.number || whole?.isValid() !== slim?.isValid();
      }),
    );

    expect(Object.keys(examples).length).toBeGreaterThan(200);
    expect(differing).toEqual([]);
  });
});

describe('JSON Schema in a bundle', () => {
  const SCHEMAS: readonly object[] = [
    ...'email uri uuid date-time date time duration hostname ipv4 ipv6 mac cidr cidr-v6 base64 base64url e164 credit_card iban jwt emoji nanoid cuid cuid2 ulid xid ksuid unknown'
      .split(' ')
      .map((format) => ({ type: 'string', format })),
    { type: 'string', minLength: 2, maxLength: 12, pattern: '^[a-z0-9]' },
    { type: 'integer', minimum: 1, exclusiveMaximum: 9, multipleOf: 2 },
    { type: ['number', 'null', 'boolean'] },
    { enum: ['a', 1, null] },
    { const: 'a' },
    { type: 'array', items: { type: 'number' }, minItems: 1, maxItems: 2 },
    { type: 'array', prefixItems: [{ type: 'number' }], items: { type: 'string' } },
    { type: 'object', properties: { a: { type: 'number', default: 1 } }, required: ['b'], additionalProperties: false },
    { type: 'object', patternProperties: { '^a': { type: 'number' } }, propertyNames: { minLength: 1 } },
    { oneOf: [{ type: 'number' }, { type: 'string' }] },
    { anyOf: [{ type: 'number' }, { $ref: '#/$defs/text' }], $defs: { text: { type: 'string', readOnly: true } } },
    {
      allOf: [
        { type: 'object', properties: { a: { type: 'number' } } },
        { type: 'object', required: ['b'] },
      ],
    },
    { not: {} },
    {},
  ];
  const VALUES: readonly unknown[] = [
    ...['a', 'a@b.example', 'https://a.example', '6f1c0f1e-9b21-4c3b-8a41-0d6a4f0e52b7', '2026-03-01T10:00:00Z', '2026-03-01', '10:00:00'],
    ...['P1D', '10.0.0.1', '10.0.0.0/8', '::1', '::/0', '00:1B:44:11:3A:B7', 'YWI=', '+919876543210', 'DE89370400440532013000'],
    ...[1, 2, 10, null, true, [], [1], [1, 'a'], [1, 2, 3], {}, { a: 1 }, { a: 1, b: 2 }, { b: 'x' }],
  ];

  it('is read as by the whole library', async () => {
    const source = `
      import * as z from 'zod';
      export const read = (schema, value) => {
        const { success, data, error } = z.fromJSONSchema(schema).safeParse(value);
        return JSON.stringify(success ? data : error.issues);
      };`;
    type Reader = { readonly read: (schema: object, value: unknown) => string };
    const [whole, slim] = (await Promise.all([bundled(source, []), bundled(source, [schemasReadByName])])) as [Reader, Reader];

    for (const schema of SCHEMAS)
      for (const value of VALUES) expect([schema, value, slim.read(schema, value)]).toEqual([schema, value, whole.read(schema, value)]);
  });
});

type Client = Readonly<Record<string, new (input: object) => object>>;
const clients = new Map<string, readonly [Client, Client]>();

/** A client of AWS as it is published, and as it is in a bundle. */
const both = async (client: string): Promise<readonly [Client, Client]> => {
  const source = `export * from '@aws-sdk/client-${client.toLowerCase()}';`;
  const found = clients.get(client) ?? ((await Promise.all([bundled(source, []), bundled(source, SLIMMING)])) as [Client, Client]);
  clients.set(client, found);
  return found;
};

describe('the errors of AWS in a bundle', () => {
  type ErrorClass = new (options: object) => Error;
  const isError = ([, value]: readonly [string, unknown]): boolean =>
    typeof value === 'function' && value.prototype instanceof Error && 'shapeId' in value;
  const shown = (Made: ErrorClass): object => {
    const options = {
      message: 'refused',
      $metadata: { httpStatusCode: 400 },
      Message: 'm',
      Item: { a: 1 },
      CancellationReasons: [{ Code: 'x' }],
      Status: 's',
    };
    const made = new Made(options);
    const { name, message, ...fields } = made;
    return {
      name,
      message,
      ...fields,
      shapeId: (Made as { shapeId?: string }).shapeId,
      isIts: made instanceof Made,
      isDirectly: Object.getPrototypeOf(made) === Made.prototype,
    };
  };

  it.each(['DynamoDB', 'SNS'])('are those of %s', async (client) => {
    const [whole, slim] = await both(client);
    const errors = Object.entries(whole).filter(isError) as [string, ErrorClass][];

    expect(errors.length).toBeGreaterThan(20);
    const shownOf = (name: string): object | undefined => {
      const Slim = slim[name];
      return Slim && shown(Slim as ErrorClass);
    };
    for (const [name, Whole] of errors) expect({ name, made: shownOf(name) }).toEqual({ name, made: shown(Whole) });
  });
});

describe('the clients of AWS in a bundle', () => {
  type Sends = new (options: object) => { send(command: object): Promise<unknown> };
  interface Called {
    readonly client: string;
    readonly command: string;
    readonly input: object;
    /** What the service answers when it refuses. */
    readonly answer: (code: string) => { readonly headers?: Readonly<Record<string, string>>; readonly body: string };
  }

  const json = (code: string) => ({ body: JSON.stringify({ __type: `com.amazonaws#${code}`, message: 'refused', keyId: 'k' }) });
  const named = (code: string) => ({ headers: { 'x-amzn-errortype': code }, body: '{"message":"refused","keyId":"k"}' });
  const query = (code: string) => ({
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>refused</Message></Error></ErrorResponse>`,
  });
  const xml = (code: string) => ({ body: `<Error><Code>${code}</Code><Message>refused</Message><Key>k</Key></Error>` });

  const CALLS: readonly Called[] = [
    { client: 'DynamoDB', command: 'GetItem', input: { TableName: 't', Key: { pk: { S: 'a' } } }, answer: json },
    { client: 'KMS', command: 'Decrypt', input: { CiphertextBlob: new Uint8Array(1) }, answer: json },
    { client: 'SNS', command: 'Publish', input: { PhoneNumber: '+250788123456', Message: 'm' }, answer: query },
    { client: 'SESv2', command: 'SendEmail', input: { Content: {} }, answer: named },
    { client: 'S3', command: 'GetObject', input: { Bucket: 'documents', Key: 'k' }, answer: xml },
  ];

  const callOf = (client: string): Called => {
    const called = CALLS.find((each) => each.client === client);
    if (called === undefined) throw new Error(`no call of ${client}`);
    return called;
  };

  /** What a call throws when the service answers so. */
  const thrown = async (of: Client, { client, command, input, answer }: Called, code: string, statusCode: number): Promise<Error> => {
    const { headers = {}, body } = answer(code);
    const handle = () => Promise.resolve({ response: { statusCode, headers, body: Readable.from([Buffer.from(body)]) } });
    const [Sender, Command] = [of[`${client}Client`], of[`${command}Command`]];
    if (Sender === undefined || Command === undefined) throw new Error(`no ${command} of ${client}`);
    const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
    const sender = new (Sender as Sends)({ region: 'eu-west-1', credentials, maxAttempts: 1, requestHandler: { handle } });
    try {
      await sender.send(new Command(input));
    } catch (error) {
      if (error instanceof Error) return error;
    }
    throw new Error(`${code} of ${client} was not thrown`);
  };

  const codesOf = (client: Client): readonly string[] =>
    Object.entries(client)
      .filter(([name, each]) => /Exception|^No|Error$/.test(name) && each.prototype instanceof Error)
      .map(([name]) => name)
      .filter((name) => !name.endsWith('ServiceException'));

  it.each(CALLS)('throw what $client answers, under its name', async (called) => {
    const [whole, slim] = await both(called.client);
    const codes = [...codesOf(whole), 'NeverHeardOf'];
    expect(codes.length).toBeGreaterThan(5);

    for (const [code, statusCode] of codes.flatMap((each) => [[each, 400] as const, [each, 500] as const])) {
      const shown = async (of: Client): Promise<object> => {
        const {
          name,
          message,
          $fault: _,
          $retryable,
          ...fields
        } = (await thrown(of, called, code, statusCode)) as Error & Record<string, unknown>;
        return { name, message, $retryable, ...fields };
      };
      expect(await shown(slim)).toEqual(await shown(whole));
    }
  });

  it.each([
    ['DynamoDB', 'TransactionCanceledException'],
    ['DynamoDB', 'ConditionalCheckFailedException'],
    ['S3', 'NoSuchKey'],
  ])('throw of %s as its own class what functions catch by its class: %s', async (client, name) => {
    const [, slim] = await both(client);

    expect(await thrown(slim, callOf(client), name, 400)).toBeInstanceOf(slim[name]);
  });

  it.each([
    ['Throttled', 'ThrottledException'],
    ['OptedOut', 'OptedOutException'],
    ['InvalidParameter', 'InvalidParameterException'],
    ['ParameterValueInvalid', 'InvalidParameterValueException'],
    ['KMSThrottling', 'KMSThrottlingException'],
  ])('call what SNS answers as %s by the name that functions know: %s', async (code, name) => {
    const [, slim] = await both('SNS');

    expect(await thrown(slim, callOf('SNS'), code, 400)).toMatchObject({ name, message: 'refused' });
  });

  it.each(['us-east-1', 'af-south-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1', 'us-iso-east-1', 'xx-north-9'])(
    'call %s where the whole ones do',
    async (region) => {
      type Config = { readonly config: { endpointProvider(given: object): { readonly url: URL } } };
      const [whole, slim] = await both('DynamoDB');
      const urlOf = ({ DynamoDBClient: Client }: Client): string | undefined =>
        Client && (new Client({ region }) as Config).config.endpointProvider({ Region: region }).url.href;

      expect(urlOf(slim)).toContain(region);
      expect(urlOf(slim)).toBe(urlOf(whole));
    },
  );
});

describe('the schemas in a bundle', () => {
  const DESCRIBED = `
    import * as z from 'zod';
    const what = 'by a name';
    const least = (said: string) => z.int().min(2).describe(\`\${said}, at least two (\${1 + 1})\`);
    export const Thing = z.strictObject({
      single: z.string().describe('what isn\\'t said (in a string)').min(1),
      double: z.string().max(3).describe("it isn't \\"said\\"; nor is .describe('this')"),
      lines: z.boolean().optional().describe(
        'on a line of its own',
      ),
      template: least('that many'),
      named: z.string().optional().describe(what),
    }).describe('a thing');`;

  it('take and refuse what they do with their descriptions, without them', async () => {
    type Thing = z.ZodObject<Record<string, z.ZodType>>;
    const thing = async (plugins: readonly Plugin[]): Promise<Thing> =>
      ((await bundled(`export { Thing } from './functions/source.ts';`, plugins, DESCRIBED)) as { readonly Thing: Thing }).Thing;
    const [whole, slim] = [await thing([]), await thing([schemasWithoutDescription])];
    const given = [
      { single: 's', double: 'd', template: 2 },
      { single: '', double: 'four', lines: 'no', template: 1, named: 1, more: 1 },
      { single: 's', double: 'd', lines: true, template: 2, named: 'other' },
    ];

    const judged = (schema: Thing) =>
      given.map((each) => schema.safeParse(each)).map(({ data, error }) => ({ data, issues: error?.issues }));
    expect(judged(slim)).toEqual(judged(whole));
    const said = (schema: Thing) => [schema, ...Object.values(schema.shape)].map(({ description = '' }) => description);
    expect(said(whole)).not.toContain('');
    expect(said(slim).filter((each) => each !== '')).toEqual(['by a name']);
  });
});
