import { endExport, type EndNeeds } from '../end-export.ts';

/** Says that all files of an export are there. */
export const completeExport = (needs: EndNeeds) => endExport(needs, 'complete');
