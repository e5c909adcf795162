import { createHash } from 'node:crypto';
import { transformSync, version } from 'esbuild';

/** A jest transformer over one esbuild call a file; the key follows the text, so an edit is never served from the cache. */
export default {
  getCacheKey: (text, path) => createHash('sha256').update(version).update(path).update(text).digest('hex'),
  process: (text, path) => transformSync(text, { loader: 'ts', format: 'esm', target: 'node24', sourcefile: path, sourcemap: 'inline' }),
};
