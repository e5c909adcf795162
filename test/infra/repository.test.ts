import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../../infra/manifest.ts';
import { countryAssembly } from '../support/country-assembly.ts';
import { ofType, referred, statementsOf, templateText, type Template } from './support/assembly.ts';

/** The variables of every function that has any of its own. */
const variablesOf = ({ Resources }: Template): readonly Readonly<Record<string, unknown>>[] =>
  Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => (Properties['Environment'] as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {});

describe('this repository', () => {
  let application: string;
  let template: Template;
  let foundation: Template;
  let exchange: Template;

  beforeAll(async () => {
    application = templateText(await countryAssembly(), 'Nestling-main-Application');
    template = JSON.parse(application) as Template;
    foundation = JSON.parse(templateText(await countryAssembly(), 'Nestling-main-Foundation')) as Template;
    exchange = JSON.parse(templateText(await countryAssembly(), 'Nestling-main-Exchange')) as Template;
  }, 120_000);

  it('builds and synthesizes: every function wired, every machine in agreement, no finding unexplained, within what CloudFormation takes', () => {
    expect(Buffer.byteLength(application)).toBeLessThan(1_000_000);
    for (const { Resources } of [template, exchange]) expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
    const [pool] = Object.values(foundation.Resources).filter(({ Type }) => Type === 'AWS::Cognito::UserPoolClient');
    // a client takes no more, and CloudFormation finds that out in the middle of a deployment
    expect((pool?.Properties['AllowedOAuthScopes'] as readonly unknown[]).length).toBeLessThanOrEqual(50);
  });

  it('has no bundle of 500 kB: a cold start pays for each', async () => {
    const { functions } = readManifest(join(await countryAssembly(), '..', 'dist'));

    expect(Object.keys(functions).length).toBeGreaterThan(70);
    expect(Object.entries(functions).filter(([, { bytes }]) => bytes >= 500_000)).toEqual([]);
  });

  it('rings by no count of its own that no function makes', () => {
    const counted = new Set(
      globSync('functions/**/*.ts').flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/countForAlarm\('(\w+)'\)/g)].map(([, name]) => name),
      ),
    );
    const watched = ofType(template, 'AWS::CloudWatch::Alarm')
      .filter(([, { Properties }]) => Properties['Namespace'] === 'Nestling/main')
      .map(
        ([
          ,
          {
            Properties: { MetricName, Dimensions },
          },
        ]) => ({ MetricName, Dimensions }),
      );

    expect(watched.map(({ MetricName }) => MetricName).sort()).toEqual([...counted].sort());
    for (const { Dimensions } of watched) expect(Dimensions).toEqual([{ Name: 'service', Value: 'deployment' }]);
  });

  it('lets every function that serves routes keep who was turned away, but the one whose routes are open to everybody', () => {
    const unable = [template, exchange].flatMap((stack) =>
      ofType(stack, 'AWS::Lambda::Function')
        .filter(([, { Properties }]) => /Api$/.test(String(Properties['Description'])))
        .filter(([, { Properties }]) =>
          statementsOf(stack)
            .filter(({ where }) => where === referred(Properties['Role']))
            .every(({ statement }) => ![statement['Action']].flat().includes('dynamodb:PutItem')),
        )
        .map(([, { Properties }]) => Properties['Description']),
    );

    expect(unable).toEqual(['Nestling ServiceApi']);
  });

  it('has texts sent by the sender of the queue and by whoever answers strangers alone, each at a share of the rate; campaigns feed half of it', () => {
    const functions = variablesOf(template);
    const rates = functions
      .filter(({ SMS_PER_SECOND: rate }) => rate !== undefined)
      .map(({ POWERTOOLS_SERVICE_NAME: context, SMS_PER_SECOND: rate }) => `${String(context)} ${String(rate)}`);

    // 20 texts a second, two senders at once
    expect(rates.sort()).toEqual(['conversations 10', 'conversations 10', 'messaging 10', 'outreach 10']);
    expect(functions.filter(({ SMS_SENDER: sender }) => sender !== undefined)).toHaveLength(3);
  });
});
