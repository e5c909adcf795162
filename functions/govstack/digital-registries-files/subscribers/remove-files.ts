import { RegistryFilesLeft } from '../../../../events/catalogue.ts';
import { on, onDue, type Subscription } from '../../../runtime/subscriber.ts';
import type { StoredFiles } from '../stored-files.ts';

/** Files were let go: their bytes go. An upload waited too long for a record: it is let go. */
export const removeFiles = ({ letGo, removeBytes }: Pick<StoredFiles, 'letGo' | 'removeBytes'>): readonly Subscription[] => [
  on(RegistryFilesLeft, 'RemoveFiles', async ({ data: { fileIds } }) => {
    await Promise.all(fileIds.map(removeBytes));
  }),
  onDue(['registryFile'], 'LetGoOfUpload', ({ metadata: { caseId: fileId } }, context) => letGo(fileId, context)),
];
