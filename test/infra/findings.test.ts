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
    const outFolder = join(folder.path, 'out');

    const [ran] = await synthesize([{ root: folder.path, outFolder, settings: { firewall: false, threatProtection: false }, strip: true }]);

    expect(ran?.code).toBe(1);
    const found = [...findings(outFolder)];
    const patterns = Object.values(REASONS).flatMap((reason) => ('like' in reason ? [reason.like] : []));
    const explained = Object.values(REASONS).flatMap(({ ids }) => [...ids]);
    expect(found.filter((id) => !patterns.some((like) => like.test(id))).sort()).toEqual([...new Set<string>(explained)].sort());
    for (const like of patterns) expect(found).toContainEqual(expect.stringMatching(like));
  }, 120_000);

  it('are explained in a sentence each', () => {
    for (const { reason } of Object.values(REASONS)) expect(reason).toMatch(/^[A-Z].{40,}\.$/);
  });
});
