import { CfnOutput, Fn, Stack, type App } from 'aws-cdk-lib';
import { acknowledge } from './constructs/acknowledgements.ts';
import { Alarms } from './constructs/alarms.ts';
import { Api } from './constructs/api.ts';
import { ContextParts, logsOf, metricNamespaceOf } from './constructs/context-parts.ts';
import { Firewall } from './constructs/firewall.ts';
import { NationalSignIn, staffSecretIn } from './constructs/national-sign-in.ts';
import { Overview } from './constructs/overview.ts';
import { programmesLayer } from './constructs/programmes.ts';
import type { ContextWiring } from './constructs/wiring.ts';
import type { Workflow } from './constructs/workflow.ts';
import type { FoundationStack } from './foundation-stack.ts';
import type { Manifest } from './manifest.ts';
import type { Settings } from './settings.ts';

export interface ApplicationProps {
  readonly settings: Settings;
  readonly manifest: Manifest;
  readonly foundation: FoundationStack;
  readonly buildFolder: string;
  /** The staged layer of programme files. */
  readonly programmesFolder: string;
  /** @default - `statemachines/` of this repository */
  readonly workflowFolder?: string | undefined;
  readonly contexts: readonly ContextWiring[];
}

/** What may be deployed again at any time: routes, functions, state machines, schedules, alarms. It holds no record. */
export class ApplicationStack extends Stack {
  readonly api: Api;
  readonly workflows: Readonly<Record<string, Workflow>>;

  constructor(app: App, props: ApplicationProps) {
    const { settings, foundation, contexts } = props;
    super(app, `Nestling-${settings.stage}-Application`, {
      description: `Nestling ${settings.stage}: API, functions, state machines, alarms.`,
    });
    const logs = logsOf(settings, foundation);
    const metricNamespace = metricNamespaceOf(settings.stage);
    const api = new Api(this, 'Api', { ...settings, ...logs, userPool: foundation.staffAndClients.pool });
    this.api = api;
    const programmes = programmesLayer(this, 'Programmes', props.programmesFolder);
    const { functions, workflows, queues, backlogs } = new ContextParts(this, contexts, {
      ...props,
      ...logs,
      api,
      programmes,
      metricNamespace,
      workflowFolder: props.workflowFolder,
    });
    this.workflows = workflows;
    const staffSecret = staffSecretIn(settings.partners);
    if (staffSecret !== undefined) {
      const { app: staffApp } = new NationalSignIn(this, 'NationalSignIn', {
        ...settings,
        staffAndClients: foundation.staffAndClients,
        api,
        staffSecret,
      });
      new CfnOutput(this, 'NationalSignInClientId', { value: staffApp.userPoolClientId });
    }
    if (settings.firewall)
      new Firewall(this, 'Firewall', {
        ...logs,
        api: api.restApi,
        stage: settings.stage,
        requestsPerAddress: settings.firewallRequestsPerAddress,
      });
    else acknowledge(api, 'firewallOff');
    const { smsMonthlyAlarmUsd } = settings;
    const whole = { api, table: foundation.caseTable.table, metricNamespace, smsMonthlyAlarmUsd };
    const watched = { functions, workflows, queues, backlogs, whole };
    const alarms = new Alarms(this, 'Alarms', { ...watched, topic: foundation.topics.alerts });
    const { dashboard } = new Overview(this, 'Overview', { ...watched, alarms });

    new CfnOutput(this, 'ApiUrl', { value: api.baseUrl });
    new CfnOutput(this, 'DashboardUrl', {
      value: Fn.sub('https://${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=${AWS::Region}#dashboards/dashboard/${name}', {
        name: dashboard.dashboardName,
      }),
    });
  }
}
