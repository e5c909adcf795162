/**
 * Synthesizes in a process of its own, as `npm run synth` does: `node synthesize.ts '<json>'` with `{ root, outFolder, settings, strip }`.
 * `strip` forgets every acknowledgement before, so that the validation report shows what they were for.
 */
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { nestlingApp } from '../../../infra/app.ts';
import { FIXTURE_CONTEXTS } from './fixture.ts';
import { parseSettings } from '../../../infra/settings.ts';

interface Order {
  readonly root: string;
  readonly outFolder: string;
  readonly settings: object;
  readonly strip?: boolean;
}

const { root, outFolder, settings, strip } = JSON.parse(process.argv[2] ?? '{}') as Order;
const app = nestlingApp({
  settings: parseSettings({ programme: join(root, 'programmes'), ...settings }),
  outFolder,
  cdkContext: {},
  buildFolder: join(root, 'dist'),
  workflowFolder: join(root, 'statemachines'),
  contexts: FIXTURE_CONTEXTS,
});
if (strip === true) {
  for (const { node } of app.node.findAll()) {
    const kept = node.metadata.filter(({ type }) => type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    Object.assign(node, { _metadata: [...kept] });
  }
}
try {
  app.synth();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
