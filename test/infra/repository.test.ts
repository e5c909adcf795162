import { join } from 'node:path';
import { build } from '../../infra/build.ts';
import { runNode, templateText, type Template } from './support/assembly.ts';
import { temporaryFolder } from './support/fixture.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('this repository', () => {
  it('builds and synthesizes: every function wired, every machine in agreement, no finding unexplained, within what CloudFormation takes', async () => {
    await build({ outFolder: join(folder.path, 'dist') });

    const ran = await runNode([join(ROOT, 'infra/app.ts'), '--build', join(folder.path, 'dist'), '--out', join(folder.path, 'cdk.out')]);

    expect(ran).toEqual({ code: 0, output: '' });
    const application = templateText(join(folder.path, 'cdk.out'), 'Nestling-main-Application');
    expect(Buffer.byteLength(application)).toBeLessThan(1_000_000);
    expect(Object.keys((JSON.parse(application) as Template).Resources).length).toBeLessThanOrEqual(500);
  }, 120_000);
});
