import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';

const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });

const IMPORT = /^(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]/gm;

interface Import {
  readonly file: string;
  readonly target: string;
}

const importsOf = (file: string): Import[] =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, specifier = '']) => ({
    file,
    target: specifier.startsWith('.') ? normalize(join(file, '..', specifier)) : specifier,
  }));

const FUNCTIONS = filesBelow('functions');
const INFRA = filesBelow('infra');
const EVENTS = filesBelow('events');
const imports = [...FUNCTIONS, ...INFRA, ...EVENTS].flatMap(importsOf);

const CONTEXTS = [
  'outreach',
  'registration',
  'verification',
  'eligibility',
  'enrolment',
  'payment',
  'care',
  'immunization',
  'alerts',
  'readings',
  'monitoring',
  'updating',
  'consent',
  'messaging',
  'reviews',
  'team',
  'cards',
  'service',
  'referrals',
  'screening',
  'conversations',
  'signin',
  'webhooks',
];
/** Facades speak the words of others: they stand on top of the contexts, and nothing stands on them. */
const FACADES = ['govstack', 'fhir'];
const facadeOf = (path: string): string | undefined => FACADES.find((name) => path.startsWith(`functions/${name}/`));
const contextOf = (path: string): string | undefined => CONTEXTS.find((name) => path.startsWith(`functions/${name}/`));
/** The floors of the house, from the ground up; facades and infra stand above. */
const FLOORS = [
  ['functions/kernel/', 'events/'],
  ['functions/table/', 'functions/policy/', 'functions/casefile/'],
  ['functions/runtime/', 'functions/partners/', 'functions/outbox/'],
  CONTEXTS.map((name) => `functions/${name}/`),
];
const floorOf = (path: string): number => {
  const floor = FLOORS.findIndex((folders) => folders.some((folder) => path.startsWith(folder)));
  return floor === -1 ? FLOORS.length : floor;
};

const shown = (broken: readonly Import[]): string[] => broken.map(({ file, target }) => `${file} -> ${target}`);

describe('the house', () => {
  it('has no arrow that runs back up', () => {
    const broken = imports.filter(
      ({ file, target }) => file.startsWith('functions/') && /^(functions|events)\//.test(target) && floorOf(target) > floorOf(file),
    );

    expect(shown(broken)).toEqual([]);
  });

  it('lets a domain see domains, the case file, policy and the ground only', () => {
    const allowed =
      /^(events\/|functions\/(kernel|casefile|policy|table)\/|functions\/[a-z]+\/(domain\/|records\.ts|[a-z-]+\.json)|functions\/partners\/[a-z-]+\.ts|zod$|node:crypto$|libphonenumber-js\/)/;
    const broken = imports.filter(
      ({ file, target }) => /^functions\/[a-z]+\/domain\//.test(file) && contextOf(file) !== undefined && !allowed.test(target),
    );

    expect(shown(broken)).toEqual([]);
  });

  it('never lets a context import the handlers of another', () => {
    const broken = imports.filter(
      ({ file, target }) =>
        (contextOf(file) ?? facadeOf(file)) !== undefined &&
        contextOf(target) !== undefined &&
        contextOf(file) !== contextOf(target) &&
        /\/(api|tasks|subscribers|sweeps)\//.test(target),
    );

    expect(shown(broken)).toEqual([]);
  });

  it('stands no context and no facade on a facade', () => {
    const broken = imports.filter(
      ({ file, target }) => file.startsWith('functions/') && facadeOf(target) !== undefined && facadeOf(file) !== facadeOf(target),
    );

    expect(shown(broken)).toEqual([]);
  });

  it('lets what a facade puts into its words be pure', () => {
    const broken = imports.filter(
      ({ file, target }) =>
        /\/domain\//.test(file) && facadeOf(file) !== undefined && /^functions\/(runtime|partners)\/|^@aws-sdk|^@middy/.test(target),
    );

    expect(shown(broken)).toEqual([]);
  });

  it('touches an AWS SDK or middy in runtime, table and partners/http only', () => {
    const broken = imports.filter(
      ({ file, target }) =>
        file.startsWith('functions/') &&
        /^(@aws-sdk|@middy|@aws-lambda-powertools)/.test(target) &&
        !/^functions\/(runtime|table|partners\/http)\//.test(file),
    );

    expect(shown(broken)).toEqual([]);
  });

  it('keeps infra apart from the code of functions, but for the policy that is checked before it is deployed', () => {
    const broken = imports.filter(
      ({ file, target }) =>
        file.startsWith('infra/') &&
        target.startsWith('functions/') &&
        !file.startsWith('infra/cli/') &&
        !/^functions\/(policy|kernel)\//.test(target),
    );

    expect(shown(broken)).toEqual([]);
  });
});

describe('the functions', () => {
  const read = (pattern: RegExp, except: RegExp): string[] =>
    FUNCTIONS.filter((file) => !except.test(file) && pattern.test(readFileSync(file, 'utf8')));

  it('take time as an input', () => {
    expect(read(/Date\.now\(\)|new Date\(\)|performance\.now/, /^functions\/runtime\//)).toEqual([]);
  });

  it('read the environment in one place', () => {
    expect(read(/process\.env/, /^functions\/runtime\/environment\.ts$/)).toEqual([]);
  });

  it('write no log but through the logger', () => {
    expect(read(/console\./, /^$/)).toEqual([]);
  });

  it('scan no table', () => {
    expect(read(/ScanCommand/, /^$/)).toEqual([]);
  });

  it('have a file a handler, named verb-noun', () => {
    const handlers = FUNCTIONS.filter(
      (file) => /\/(api|tasks|subscribers|sweeps)\//.test(file) && /=> ?\n? *(operation|task|on)\(/.test(readFileSync(file, 'utf8')),
    );
    const names = handlers.map((file) => file.split('/').at(-1) ?? '');

    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name) => !/^[a-z]+(-[a-z0-9]+)+\.ts$/.test(name))).toEqual([]);
  });

  it('are called nothing vague', () => {
    expect([...FUNCTIONS, ...INFRA].filter((file) => /(^|\/)(utils?|helpers?|common|misc|lib)(\/|\.ts$)/.test(file))).toEqual([]);
  });
});
