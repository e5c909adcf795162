import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { commitBeside } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { Id, Language } from '../../policy/schema/vocabulary.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Vault } from '../../runtime/vault.ts';
import { keys } from '../../table/keys.ts';
import { TransactionRefused, type Table } from '../../table/table.ts';
import { Duty, dutyOwner, dutySk } from '../records.ts';
import { DutyView, shownDuty } from './duty-view.ts';

interface Needs {
  readonly table: Table;
  readonly vault: Vault;
  readonly programmes: Programmes;
}

const refuseUnknown = (programmes: Programmes, duty: string): void => {
  const known = [...new Set(programmes.all().flatMap(({ operations }) => operations.alerts.duties.map(({ id }) => id)))];
  if (known.includes(duty)) return;
  const detail = `must be one of ${known.join(', ')}`;
  throw new Problem('InvalidRequest', `duty ${detail}`, { errors: [{ pointer: '#/path/duty', detail }] });
};

/** `PUT /areas/{area}/duties/{duty}`: who holds a duty in an area from now on; alerts that climb to it reach all of them. */
export const putDuty = ({ table, vault, programmes }: Needs) =>
  operation('putDuty', {
    route: 'PUT /areas/{area}/duties/{duty}',
    scope: 'worker.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Say who holds a duty in an area',
    status: 200,
    path: z.strictObject({ area: Id, duty: Id.describe("one of the programme's duties") }),
    body: z.strictObject({
      people: z
        .array(
          z.strictObject({
            person: z.string().trim().min(1).max(128).describe('user name, or a name that staff know'),
            phone: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be E.164: +<country><number>'),
            language: Language.optional().describe('of the texts to her; absent: English'),
          }),
        )
        .max(10)
        .describe('nobody: those of the whole country stand in'),
    }),
    response: DutyView,
    async run({ path: { area, duty }, body: { people } }, caller) {
      refuseUnknown(programmes, duty);
      refuseOutside(caller, area);
      const key = { pk: keys.duties(area), sk: dutySk(duty) };
      const before = await table.find(key);
      const version = before === undefined ? 0 : Duty.parse(before).version;
      if (caller.expectedVersion !== undefined && caller.expectedVersion !== version)
        throw new Problem('PreconditionFailed', `the duty is at version ${String(version)}, not ${String(caller.expectedVersion)}`);
      const held: Duty = {
        area,
        duty,
        version: version + 1,
        people: await Promise.all(
          people.map(async ({ phone, ...person }) => ({ ...person, phone: await vault.seal(phone, dutyOwner(area, duty)) })),
        ),
      };
      try {
        const put = { ...key, entity: 'duty', ...held };
        await commitBeside(table, caller, [{ put, condition: version === 0 ? 'absent' : { version } }], shownDuty(held));
        return versioned(held.version, shownDuty(held));
      } catch (cause) {
        if (!(cause instanceof TransactionRefused)) throw cause;
        throw new Problem('VersionConflict', 'the duty was changed by somebody else', { cause });
      }
    },
  });
