import { join } from 'node:path';
import { ofType, readTemplate, statementsOf, synthesize, type Template } from './support/assembly.ts';
import { buildFixture, temporaryFolder } from './support/fixture.ts';

const folder = temporaryFolder();
const reference = (name: string): { value: string } => ({ value: `{{resolve:secretsmanager:${name}}}` });
const provider = { baseUrl: 'https://id.example', issuer: 'https://id.example', clientId: 'nestling', clientKey: reference('client-key') };
const staff = { clientSecret: reference('pool-secret'), signingKey: reference('pool:SecretString:key') };

let without: Template;
let forMothers: Template;
let forAll: Template;

beforeAll(async () => {
  await buildFixture(folder.path);
  const partners = {
    without: {},
    mothers: { identityProvider: provider },
    all: { identityProvider: { ...provider, staff, mothers: false } },
  };
  const orders = Object.entries(partners).map(([name, each]) => ({
    root: folder.path,
    outFolder: join(folder.path, name),
    settings: { partners: each },
  }));
  for (const { code, output } of await synthesize(orders)) if (code !== 0) throw new Error(output);
  const read = (name: string) => readTemplate(join(folder.path, name), 'Nestling-main-Application');
  [without, forMothers, forAll] = [read('without'), read('mothers'), read('all')];
}, 180_000);
afterAll(() => folder.remove());

const variablesOf = (template: Template): readonly (readonly [string, Readonly<Record<string, unknown>>])[] =>
  ofType(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => [
    id,
    (Properties['Environment'] as { Variables: Readonly<Record<string, unknown>> }).Variables,
  ]);
const variablesOfOne = (template: Template, name: string) => variablesOf(template).find(([id]) => id.startsWith(name))?.[1] ?? {};

describe('the keys towards the identity provider', () => {
  it('are told to the function that signs people in, and to no other', () => {
    const holders = variablesOf(forAll).filter(([, variables]) => JSON.stringify(variables).includes('client-key'));

    expect(holders.map(([id]) => id.replace(/Function.*/, ''))).toEqual(['SigninApi']);
  });

  it('stand in no configuration: it names them, and may read them alone', () => {
    const told = JSON.stringify(variablesOfOne(forAll, 'SigninApi')['IDENTITY_PROVIDER']);
    const readers = statementsOf(forAll).filter(({ statement }) => JSON.stringify(statement).includes('secretsmanager'));

    expect(told).toContain('{{secret:client-key}}');
    expect(told).toContain('{{secret:pool#key}}');
    expect(told).not.toContain('{{resolve:');
    expect(readers.map(({ statement }) => statement['Action'])).toEqual(['secretsmanager:GetSecretValue']);
    expect(JSON.stringify(readers[0]?.statement['Resource'])).toMatch(
      /:secret:client-key-\?{6}.*:secret:pool-\?{6}.*:secret:pool-secret-\?{6}/,
    );
  });

  it('are refused where an older version is asked for, since functions read the current one', async () => {
    const [ran] = await synthesize([
      {
        root: folder.path,
        outFolder: join(folder.path, 'older'),
        settings: { partners: { identity: { authorization: reference('token:SecretString::AWSPREVIOUS') } } },
      },
    ]);

    expect(ran).toMatchObject({
      code: 1,
      output: expect.stringContaining('{{resolve:secretsmanager:token:SecretString::AWSPREVIOUS}}') as string,
    });
  });
});

describe('the national identity', () => {
  it('is offered to mothers where it is configured for them', () => {
    const offered = (template: Template) => variablesOfOne(template, 'EnrolmentApi')['NATIONAL_SIGN_IN'];

    expect([offered(without), offered(forMothers), offered(forAll)]).toEqual(['no', 'yes', 'no']);
    expect(variablesOfOne(without, 'SigninApi')['IDENTITY_PROVIDER']).toBe('');
  });

  it('is a provider of the user pool where it is configured for the staff, and only there', () => {
    const providers = (template: Template) => ofType(template, 'AWS::Cognito::UserPoolIdentityProvider');

    expect([providers(without), providers(forMothers)]).toEqual([[], []]);
    expect(providers(forAll).map(([, { Properties }]) => Properties)).toMatchObject([
      {
        ProviderName: 'NationalId',
        ProviderType: 'OIDC',
        ProviderDetails: {
          client_id: 'staff-pool',
          client_secret: '{{resolve:secretsmanager:pool-secret}}',
          attributes_request_method: 'GET',
          authorize_scopes: 'openid',
        },
      },
    ]);
  });

  it('has an application of its own, which asks for a code and has no secret', () => {
    const [app] = ofType(forAll, 'AWS::Cognito::UserPoolClient');

    expect(app?.[1].Properties).toMatchObject({
      SupportedIdentityProviders: ['NationalId'],
      AllowedOAuthFlows: ['code'],
      GenerateSecret: false,
      CallbackURLs: ['https://localhost/signed-in'],
    });
  });
});
