import { Problem } from '../kernel/problem.ts';
import type { Programme } from '../policy/programme.ts';
import { readStagedProgrammes } from '../policy/staged.ts';
import { environment } from './environment.ts';

/** The programmes that a deployment serves. */
export interface Programmes {
  /** @throws {Problem} ProgrammeUnknown when this deployment does not run it */
  get(id: string): Programme;
  all(): readonly Programme[];
}

/** Programmes out of a map that is made at the first question and kept. */
export const programmesOf = (load: () => ReadonlyMap<string, Programme>): Programmes => {
  let loaded: ReadonlyMap<string, Programme> | undefined;
  const known = (): ReadonlyMap<string, Programme> => (loaded ??= load());
  return {
    get(id) {
      const programme = known().get(id);
      if (programme !== undefined) return programme;
      throw new Problem('ProgrammeUnknown', `no programme is called ${id}; there are ${[...known().keys()].join(', ')}`);
    },
    all: () => [...known().values()],
  };
};

/** The programme files of this deployment, read once a process. */
export const programmes: Programmes = programmesOf(() => readStagedProgrammes(environment().PROGRAMMES_PATH));
