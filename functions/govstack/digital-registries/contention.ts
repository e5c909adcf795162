/** What becomes of writes that meet others: values that are held, and tries that come too late. */
import { Problem } from '../../kernel/problem.ts';

const TRIES = 5;

export const conflict = (cause: unknown): Problem =>
  new Problem('VersionConflict', 'the record is being changed by somebody else', { cause });

/** Another record holds a value that there may be once. */
export class Held extends Error {
  readonly fields: readonly string[];
  readonly isKey: boolean;
  constructor(fields: readonly string[], isKey: boolean) {
    super('held by another record');
    this.fields = fields;
    this.isKey = isKey;
  }
}

const alreadyThere = ({ fields }: Held): Problem =>
  new Problem('AlreadyExists', `another record of this registry has the same ${fields.join(' and ')}`);

/** Tries again what somebody else was faster with. */
export const settled = async <Answer>(attempt: () => Promise<Answer>): Promise<Answer> => {
  for (let tryNumber = 1; ; tryNumber += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Held) throw alreadyThere(error);
      if (tryNumber === TRIES || !(error instanceof Problem && error.name === 'VersionConflict')) throw error;
    }
  }
};
