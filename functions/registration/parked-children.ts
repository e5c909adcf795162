import * as z from 'zod';
import { commitBeside, type Context } from '../casefile/files.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import { ChildRequest } from './domain/request.ts';
import type { Vault } from '../runtime/vault.ts';

/** A child that arrived before its mother: kept, sealed as a whole, under the case that its mother will have. */
const Parked = z.object({ externalReference: z.string(), child: z.string(), once: z.object({ key: z.string(), fingerprint: z.string() }) });

interface Needs {
  readonly table: Table;
  readonly vault: Vault;
}

export const parkedChild = {
  /** Keeps a child until its mother arrives; a repeat keeps one. */
  async keep(
    { table, vault }: Needs,
    caseId: string,
    { externalReference, child }: { externalReference: string; child: ChildRequest },
    context: Context,
  ): Promise<void> {
    const sealed = await vault.seal(JSON.stringify(child), caseId);
    const { once, ...plain } = context;
    await commitBeside(
      table,
      plain,
      [{ put: { pk: keys.parked(caseId), sk: externalReference, entity: 'parkedChild', externalReference, child: sealed, once } }],
      undefined,
    );
  },
  /** The children that wait for this mother, each with what makes its own entry known when it is sent again. */
  async waitingFor(
    { table, vault }: Needs,
    caseId: string,
  ): Promise<readonly { externalReference: string; child: ChildRequest; once: NonNullable<Context['once']> }[]> {
    const items = (await table.all(keys.parked(caseId))).map((item) => Parked.parse(item));
    return Promise.all(
      items.map(async ({ externalReference, child, once }) => ({
        externalReference,
        once,
        child: ChildRequest.parse(JSON.parse(await vault.open(child, caseId))),
      })),
    );
  },
  /** Forgets a child that has been added to its mother's case. */
  async release({ table }: Pick<Needs, 'table'>, caseId: string, externalReference: string, context: Context): Promise<void> {
    const { once: _released, ...plain } = context;
    await commitBeside(table, plain, [{ remove: { pk: keys.parked(caseId), sk: externalReference } }], undefined);
  },
};
