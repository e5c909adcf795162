import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REASONS } from '../../infra/constructs/acknowledgements.ts';
import { synthesize } from './support/assembly.ts';
import { buildFixture, temporaryFolder } from './support/fixture.ts';

const folder = temporaryFolder();
beforeAll(() => buildFixture(folder.path));
afterAll(() => folder.remove());

interface Report {
  readonly pluginReports: readonly { readonly violations: readonly { readonly ruleName: string }[] }[];
}

const findings = (outFolder: string): ReadonlySet<string> => {
  const { pluginReports } = JSON.parse(readFileSync(join(outFolder, 'validation-report.json'), 'utf8')) as Report;
  return new Set(pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName)));
};

describe('the findings of cdk-nag', () => {
  it('fail the synthesis where nobody explains them, and every explanation explains one', async () => {
    const outFolders = ['with', 'without'].map((each) => join(folder.path, each)) as [string, string];

    const ran = await Promise.all([
      synthesize(folder.path, outFolders[0], {}, true),
      synthesize(folder.path, outFolders[1], { firewall: false, threatProtection: false }, true),
    ]);

    expect(ran.map(({ code }) => code)).toEqual([1, 1]);
    const explained = Object.values(REASONS).flatMap(({ ids }) => [...ids]);
    expect([...new Set(outFolders.flatMap((each) => [...findings(each)]))].sort()).toEqual([...new Set<string>(explained)].sort());
  }, 60_000);

  it('are explained in a sentence each', () => {
    for (const { reason } of Object.values(REASONS)) expect(reason).toMatch(/^[A-Z].{40,}\.$/);
  });
});
