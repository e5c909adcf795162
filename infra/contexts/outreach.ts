import type { ContextWiring } from '../constructs/wiring.ts';

/** Campaigns and content: who is told what, by which channel. */
export const outreach: ContextWiring = {
  name: 'outreach',
  functions: {
    OutreachApi: { table: 'readWrite', indexes: ['place'], starts: ['OutreachCampaign'] },
    OutreachTasks: { table: 'readWrite', indexes: ['place'], feeds: true, topics: ['campaign'], timeoutSeconds: 120 },
  },
  workflows: {
    OutreachCampaign: { runs: ['OutreachTasks'] },
  },
};
