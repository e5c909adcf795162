import { endExport, type EndNeeds } from '../end-export.ts';

/** Says that an export could not be finished; whoever asked for it asks again. */
export const abandonExport = (needs: EndNeeds) => endExport(needs, 'failed');
