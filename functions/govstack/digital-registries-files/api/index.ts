import { table } from '../../../runtime/aws.ts';
import { environment } from '../../../runtime/environment.ts';
import { objects } from '../../../runtime/objects.ts';
import { readForm } from '../../../runtime/sent-form.ts';
import { vault } from '../../../runtime/vault.ts';
import { buildingBlock } from '../../building-block.ts';
import { fileOperations } from './operations.ts';

/** The files of Digital Registries: a function of their own, since it alone reads files from the document store and from forms. */
export const { handler, manifest } = buildingBlock({
  name: 'digital-registries',
  part: 'files',
  table,
  operations: fileOperations({ table, objects, vault, shards: () => environment().DUE_SHARDS }),
  readForm,
});
