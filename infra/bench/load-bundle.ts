/** Loads one bundle in a process of its own, and prints how many milliseconds that took: `node load-bundle.ts <file>`. */
import { createRequire } from 'node:module';

const [, , file = ''] = process.argv;
const require = createRequire(import.meta.url);
const began = performance.now();
require(file);
process.stdout.write((performance.now() - began).toFixed(3));
process.exit(0);
