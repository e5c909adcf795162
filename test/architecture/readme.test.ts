import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makersOf } from '../../infra/cli/tables/facts.ts';
import { fhirParts } from '../../infra/cli/tables/fhir.ts';
import { kebab } from '../../infra/cli/tables/markdown.ts';
import { partsFrom } from '../../infra/cli/tables/parts.ts';
import { partOf, staleParts, withParts } from '../../infra/cli/tables/readme.ts';
import { CATALOGUE } from '../../events/catalogue.ts';
import { readManifest } from '../../infra/manifest.ts';
import { countryAssembly } from '../support/country-assembly.ts';

const readme = readFileSync('README.md', 'utf8');
const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as Readonly<
  Record<'scripts' | 'dependencies' | 'devDependencies' | 'optionalDependencies', Readonly<Record<string, string>>>
>;
const found = (pattern: RegExp, text = readme): readonly string[] => [...text.matchAll(pattern)].map(([, first = '']) => first);
const section = (heading: string): string => readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

describe('the tables of the README', () => {
  it('agree with the code', async () => {
    const parts = await partsFrom({ manifest: readManifest(join(await countryAssembly(), '..', 'dist')) });

    expect(Object.keys(parts).length).toBeGreaterThan(10);
    expect(staleParts(readme, parts)).toEqual([]);
  }, 120_000);

  it('agree with the code in docs/fhir.md as well', () => {
    expect(staleParts(readFileSync('docs/fhir.md', 'utf8'), fhirParts())).toEqual([]);
  });

  it('are written between their markers and nowhere else', () => {
    const text = 'before\n<!-- begin one -->\nold\n<!-- end one -->\nafter\n';

    const written = withParts(text, { one: 'new $1' });

    expect(partOf(written, 'one')).toBe('new $1');
    expect(written.replace(/\s*new \$1\s*/, '\nold\n')).toBe(text);
    expect(staleParts(text, { one: 'new' })).toEqual(['one']);
    expect(() => withParts(text, { two: '' })).toThrow('begin two');
  });
});

describe('the code behind the tables', () => {
  it('makes every fact of the catalogue somewhere', () => {
    const makers = makersOf();

    expect(Object.keys(CATALOGUE).filter((name) => !makers.has(name))).toEqual([]);
  });
});

describe('the README', () => {
  it('names files and folders that are there', () => {
    const paths = found(/`((?:infra|functions|statemachines|events|test)\/[\w./-]+)`/g);

    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names in each step of the way what the file has', () => {
    const steps = [...section('One mother, file by file').matchAll(/\| `(\S+\.ts)` \| `(\w+)` \|/g)];

    expect(steps.length).toBeGreaterThan(25);
    expect(
      steps.flatMap(([, file = '', symbol = '']) =>
        new RegExp(`export (?:const|class|const \\{) ?(?:\\w+, )*${symbol}\\b`).test(readFileSync(file, 'utf8'))
          ? []
          : [`${file}: ${symbol}`],
      ),
    ).toEqual([]);
  });

  it('draws a tree whose folders are there', () => {
    const lines = section('The tree').split('```')[1]?.split('\n') ?? [];
    const tops = lines.filter((line) => /^\S/.test(line)).map((line) => line.split(/\s/)[0] ?? '');

    expect(tops.length).toBeGreaterThan(5);
    expect(tops.filter((top) => !existsSync(top))).toEqual([]);
  });

  it('names scripts that are there', () => {
    const scripts = [...new Set([...found(/npm run ([a-z][a-z0-9-]*)/g), ...found(/npm (start|test)\b/g)])];

    expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
  });

  it('gives the two commands and the one that deploys', () => {
    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
    expect(readme).toContain('npm run deploy  -- --region <region> --programme <file>');
  });

  it('gives a reason for each dependency, and for no other', () => {
    const { dependencies, devDependencies, optionalDependencies } = packageJson;
    const named = found(/^\| ((?:`[^`]+`(?:, )?)+) \|/gm, section('Dependencies')).flatMap((cell) => found(/`([^`]+)`/g, cell));

    expect([...named].sort()).toEqual(Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).sort());
  });

  it('has a runbook for each alarm, and for no other', () => {
    const alarms = found(/#watch\([`'](?:\$\{name\})?(\w+)[`'],/g, readFileSync('infra/constructs/alarms.ts', 'utf8'));
    const anchors = found(/<a id="runbook-([a-z-]+)">/g);

    expect(alarms.length).toBeGreaterThan(8);
    expect([...anchors].sort()).toEqual(alarms.map(kebab).sort());
  });

  it('has a place for each of its own links', () => {
    const headings = found(/^#+ (?:<a [^>]*><\/a>)?(.+)$/gm).map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
    const places = new Set([...headings, ...found(/<a id="([^"]+)">/g)]);

    expect(found(/\]\(#([^)]+)\)/g).filter((link) => !places.has(link))).toEqual([]);
  });

  it('speaks of the project alone', () => {
    const elsewhere = /\/(?:home|tmp|work|Users)\//;

    expect(readme.split('\n').filter((line) => elsewhere.test(line))).toEqual([]);
  });
});
