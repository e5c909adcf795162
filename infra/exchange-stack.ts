import { Stack, type App } from 'aws-cdk-lib';
import type { ApplicationStack } from './application-stack.ts';
import { Alarms } from './constructs/alarms.ts';
import { ContextParts, logsOf, metricNamespaceOf } from './constructs/context-parts.ts';
import { Overview } from './constructs/overview.ts';
import { programmesLayer } from './constructs/programmes.ts';
import type { ContextWiring } from './constructs/wiring.ts';
import type { FoundationStack } from './foundation-stack.ts';
import type { Manifest } from './manifest.ts';
import type { Settings } from './settings.ts';

export interface ExchangeProps {
  readonly settings: Settings;
  readonly manifest: Manifest;
  readonly foundation: FoundationStack;
  readonly application: ApplicationStack;
  readonly buildFolder: string;
  /** The staged layer of programme files. */
  readonly programmesFolder: string;
  /** @default - `statemachines/` of this repository */
  readonly workflowFolder?: string | undefined;
  readonly contexts: readonly ContextWiring[];
}

/**
 * What other systems speak with: building blocks, FHIR, webhooks. A stack of its own, since CloudFormation takes 500 resources in one. Its
 * functions bear names, by which the API of the application finds them: the API is there first.
 */
export class ExchangeStack extends Stack {
  constructor(app: App, props: ExchangeProps) {
    const { settings, foundation, application, contexts } = props;
    super(app, `Nestling-${settings.stage}-Exchange`, {
      description: `Nestling ${settings.stage}: building blocks, FHIR, webhooks.`,
    });
    const { functions, workflows, queues, backlogs } = new ContextParts(this, contexts, {
      ...props,
      ...logsOf(settings, foundation),
      api: application.api,
      programmes: programmesLayer(this, 'Programmes', props.programmesFolder),
      metricNamespace: metricNamespaceOf(settings.stage),
      workflowFolder: props.workflowFolder,
      namesFunctions: true,
      workflowsBeside: application.workflows,
    });
    const watched = { functions, workflows, queues, backlogs };
    const alarms = new Alarms(this, 'Alarms', { ...watched, topic: foundation.topics.alerts });
    new Overview(this, 'Overview', { ...watched, alarms });
  }
}
