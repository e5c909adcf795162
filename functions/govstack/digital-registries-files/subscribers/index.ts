import { table } from '../../../runtime/aws.ts';
import { environment } from '../../../runtime/environment.ts';
import { objects } from '../../../runtime/objects.ts';
import { subscriberFunction } from '../../../runtime/subscriber.ts';
import { storedFiles } from '../stored-files.ts';
import { removeFiles } from './remove-files.ts';

export const { handler, manifest } = subscriberFunction(
  removeFiles(storedFiles({ table, objects, shards: () => environment().DUE_SHARDS })),
);
