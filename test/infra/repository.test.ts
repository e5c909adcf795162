import { countryAssembly } from '../support/country-assembly.ts';
import { templateText, type Template } from './support/assembly.ts';

describe('this repository', () => {
  it('builds and synthesizes: every function wired, every machine in agreement, no finding unexplained, within what CloudFormation takes', async () => {
    const application = templateText(await countryAssembly(), 'Nestling-main-Application');

    expect(Buffer.byteLength(application)).toBeLessThan(1_000_000);
    expect(Object.keys((JSON.parse(application) as Template).Resources).length).toBeLessThanOrEqual(500);
  }, 120_000);
});
