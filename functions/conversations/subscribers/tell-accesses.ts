import { AccessesTold, TextReceived } from '../../../events/catalogue.ts';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** How many of the latest looks are counted. */
const MOST_LOOKS = 100;
/** Her own looks, and the registration by which the record came to be, are nobody's looking at it. */
const HER_OWN = 'mother';

/** She asked who looked at her record: counts the looks of others, the latest first. */
export const tellAccesses = ({ files, programmes }: Needs) =>
  on(TextReceived, 'TellAccesses', async ({ metadata: { caseId }, data: { intent } }, context) => {
    if (intent !== 'accesses') return;
    const { items } = await files.readAccesses(caseId, context, { limit: MOST_LOOKS });
    const looks = items.filter(({ by, why }) => by !== HER_OWN && why !== 'registration');
    const last = looks.map(({ at }) => (typeof at === 'string' ? at : undefined))[0];
    await files.change(caseId, context, ({ root }) => ({
      facts: [
        AccessesTold.of({
          looks: looks.length,
          byStaff: looks.filter(({ by }) => String(by).startsWith('user:')).length,
          ...(last === undefined ? {} : { lastOn: dayOf(programmes.get(root.programme), last) }),
        }),
      ],
      answer: undefined,
    }));
  });
