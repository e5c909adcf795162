import { globSync, readFileSync } from 'node:fs';

const NAMED = /entity(?:<\w+>)?\(\{\s*name: '(\w+)'/g;

describe('the entities of a case', () => {
  it('each have a name of their own, since one partition holds them all', () => {
    const names = globSync('functions/**/*.ts').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(NAMED)].map(([, name = '']) => name),
    );

    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
  });
});
