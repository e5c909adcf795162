import { RegistryReported } from '../../../events/catalogue.ts';
import { Children } from '../../casefile/case.ts';
import { allOf, type CaseFile, type CaseFiles } from '../../casefile/files.ts';
import type { SealedIdentity } from '../../registration/domain/register.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import type { Vault } from '../../runtime/vault.ts';
import { applyReport, findAwaited, reviewClaimed, type BornIdentity } from '../domain/registry-report.ts';
import { RegistryReports } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly vault: Vault;
  readonly programmes: Programmes;
}

/** Whether a child of the case has the number that was reported. */
const isKnown = async (vault: Vault, file: CaseFile, sealed: string): Promise<boolean> => {
  const number = await vault.open(sealed, file.root.personId);
  for (const { nationalId, childId } of allOf(file, Children))
    if (nationalId !== undefined && (await vault.open(nationalId, childId)) === number) return true;
  return false;
};

/** The numbers of a reported birth, taken over from the mother's keeping into that of the child. */
const identityOf = async (vault: Vault, file: CaseFile, changeId: string): Promise<BornIdentity | 'known' | undefined> => {
  const report = allOf(file, RegistryReports).find((one) => one.changeId === changeId);
  if (report?.bornChild !== undefined && (await isKnown(vault, file, report.bornChild.nationalId))) return 'known';
  const child = report && findAwaited(file, report);
  if (report?.bornChild === undefined || child === undefined) return undefined;
  const reseal = async (kind: 'child' | 'certificate', sealed: string): Promise<SealedIdentity> => {
    const text = await vault.open(sealed, file.root.personId);
    return { sealed: await vault.seal(text, child.childId), hash: await vault.hash(kind, text) };
  };
  const { nationalId, certificate } = report.bornChild;
  return {
    nationalId: await reseal('child', nationalId),
    ...(certificate === undefined ? {} : { certificate: await reseal('certificate', certificate) }),
  };
};

/** Makes what the civil registry reported part of the record. */
export const applyRegistryReport = ({ files, vault, programmes }: Needs) =>
  on(RegistryReported, 'ApplyRegistryReport', async ({ metadata: { caseId }, data: { changeId } }, context) => {
    try {
      await files.change(caseId, context, async (file) =>
        applyReport(file, programmes.get(file.root.programme), changeId, await identityOf(vault, file, changeId), context),
      );
    } catch (error) {
      if (!isProblem(error) || !['ChildAlreadyRegistered', 'CertificateAlreadyRegistered'].includes(error.name)) throw error;
      const because = error.name;
      await files.change(caseId, context, (file) => reviewClaimed(file, programmes.get(file.root.programme), changeId, because, context));
    }
  });
