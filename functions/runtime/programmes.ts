import { Problem } from '../kernel/problem.ts';
import type { Programme } from '../policy/programme.ts';
import { stagedProgrammes, type ProgrammeSource } from '../policy/staged.ts';
import { environment } from './environment.ts';

/** The programmes that a deployment serves. */
export interface Programmes {
  /** @throws {Problem} ProgrammeUnknown when this deployment does not run it */
  get(id: string): Programme;
  all(): readonly Programme[];
}

/** Programmes out of a source that is opened at the first question and kept. */
export const programmesOf = (open: () => ProgrammeSource): Programmes => {
  let opened: ProgrammeSource | undefined;
  const known = (): ProgrammeSource => (opened ??= open());
  return {
    get(id) {
      const programme = known().get(id);
      if (programme !== undefined) return programme;
      throw new Problem('ProgrammeUnknown', `no programme is called ${id}; there are ${[...known().keys()].join(', ')}`);
    },
    all: () => [...known().keys()].flatMap((id) => known().get(id) ?? []),
  };
};

/** The programme files of this deployment, each read once a process. */
export const programmes: Programmes = programmesOf(() => stagedProgrammes(environment().PROGRAMMES_PATH));
