import { Problem } from '../kernel/problem.ts';
import { TransactionContended, TransactionRefused } from '../table/table.ts';

const TRIES = 5;

/**
 * Reads, decides and writes anew as long as somebody else was faster.
 * @throws {Problem} VersionConflict when somebody always is
 */
export const decideAgain = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let tryNumber = 1; ; tryNumber += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransactionRefused || error instanceof TransactionContended)) throw error;
      if (tryNumber === TRIES) throw new Problem('VersionConflict', 'the record was changed by somebody else', { cause: error });
    }
  }
};
