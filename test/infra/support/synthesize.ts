/**
 * Synthesizes in a process of its own, as `npm run synth` does, one order after the other: `node synthesize.ts '<json>'`; prints what came of each.
 * `strip` forgets every acknowledgement before, so that the validation report shows what they were for.
 */
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { nestlingApp } from '../../../infra/app.ts';
import { EXCHANGE } from '../../../infra/contexts/all.ts';
import { parseSettings } from '../../../infra/settings.ts';
import type { Order, Ran } from './assembly.ts';
import { FIXTURE_CONTEXTS } from './fixture.ts';

const synthesize = ({ root, outFolder, settings, strip }: Order): Ran => {
  try {
    const app = nestlingApp({
      settings: parseSettings({ programme: join(root, 'programmes'), ...settings }),
      outFolder,
      cdkContext: {},
      buildFolder: join(root, 'dist'),
      workflowFolder: join(root, 'statemachines'),
      contexts: FIXTURE_CONTEXTS,
      exchange: EXCHANGE,
    });
    if (strip === true) {
      for (const { node } of app.node.findAll()) {
        const kept = node.metadata.filter(({ type }) => type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
        Object.assign(node, { _metadata: [...kept] });
      }
    }
    app.synth();
    return { code: 0, output: '' };
  } catch (error) {
    return { code: 1, output: String(error) };
  }
};

console.log(JSON.stringify((JSON.parse(process.argv[2] ?? '[]') as readonly Order[]).map(synthesize)));
