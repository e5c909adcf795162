import * as z from 'zod';
import { task } from '../../runtime/task.ts';

interface Needs {
  readonly shards: () => number;
}

/** Names the shards of the due index, so that each is swept by itself. */
export const listShards = ({ shards }: Needs) =>
  task(z.object({}), () => Promise.resolve({ shards: Array.from({ length: shards() }, (_, shard) => shard) }));
