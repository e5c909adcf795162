import { files, table } from '../../../runtime/aws.ts';
import { objects } from '../../../runtime/objects.ts';
import { readForm } from '../../../runtime/sent-form.ts';
import { buildingBlock } from '../../building-block.ts';
import { documentOperations } from '../../registration/api/document-operations.ts';
import { systemError } from '../../registration/api/refusal.ts';

/** The documents of the Registration block: a function of their own, since it alone reaches the document store and reads forms with files. */
export const { handler, manifest } = buildingBlock({
  name: 'registration',
  part: 'documents',
  table,
  operations: documentOperations({ table, files, objects }),
  readForm,
  refusal: systemError,
});
