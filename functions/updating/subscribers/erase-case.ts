import { allOf, unchanged, withoutOnce, type CaseFiles, type Context } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onDue } from '../../runtime/subscriber.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import { eraseStep } from '../domain/erase-case.ts';
import { scheduleErasure } from '../domain/erasure.ts';
import { Erasures } from '../records.ts';
import { registeredKeys } from '../registered-keys.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly vault: Vault;
  readonly programmes: Programmes;
}

/** Her former case is forgotten with this one, in a sweep of its own. */
const forgetFormer = async ({ files, programmes }: Needs, caseId: string, context: Context): Promise<void> => {
  const { previousCaseId, erasedOn } = (await files.open(caseId, context)).root;
  if (previousCaseId === undefined || erasedOn !== undefined) return;
  await files.change(previousCaseId, context, (file) =>
    file.root.erasedOn === undefined
      ? { ...scheduleErasure(file, programmes.get(file.root.programme), context), answer: undefined }
      : unchanged(undefined),
  );
};

/** Erases a case whose day has come, in as many steps as it has items for; a step that was cut off is found by the next sweep. */
export const eraseCase = (needs: Needs) =>
  onDue(['erasure'], 'EraseCase', async ({ metadata: { caseId } }, context) => {
    const { files, table, vault, programmes } = needs;
    const plain = withoutOnce(context);
    const step = () =>
      files.change(caseId, plain, async (file) => {
        const isFirst = allOf(file, Erasures).some(({ begunAt }) => begunAt === undefined);
        const registered = isFirst ? await registeredKeys(vault, table, file) : [];
        return eraseStep(file, programmes.get(file.root.programme), registered, plain);
      });
    let answer = await step();
    if (answer === 'again' || answer === 'handedBack') await forgetFormer(needs, caseId, plain);
    while (answer === 'again') answer = await step();
  });
