import type { ContextWiring } from '../constructs/wiring.ts';

/** Campaigns and content: who is told what, by which channel. */
export const outreach: ContextWiring = {
  name: 'outreach',
  functions: {
    OutreachApi: { table: 'readWrite', indexes: ['place'], starts: ['OutreachCampaign'] },
    OutreachTasks: { table: 'readWrite', indexes: ['place'], texts: true, topics: ['campaign'] },
  },
  workflows: {
    OutreachCampaign: { runs: ['OutreachTasks'] },
  },
};
