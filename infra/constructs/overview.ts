import { AlarmStatusWidget, Dashboard, GraphWidget, MathExpression, Metric, Row, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Alarms, AlarmsProps, WholeStage } from './alarms.ts';

const graph = (title: string, left: readonly IMetric[], width: number): GraphWidget =>
  new GraphWidget({ title, left: [...left], width, height: 6 });

/** Whatever the functions of a stage count, by the context that counts it. */
const counted = (namespace: string): IMetric =>
  new MathExpression({ expression: `SEARCH('{"${namespace}",service}', 'Sum', 300)`, usingMetrics: {}, label: '' });

export interface OverviewProps extends Omit<AlarmsProps, 'topic'> {
  readonly alarms: Alarms;
}

/** The dashboard of a stack: what rings, what functions and machines do, and what waits; for the whole stage also its API and its table. */
export class Overview extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: OverviewProps) {
    super(scope, id);
    const functions = Object.values(props.functions).map(({ lambda }) => lambda);
    const machines = Object.entries(props.workflows);
    const { whole } = props;
    this.dashboard = new Dashboard(this, 'Dashboard');
    this.dashboard.addWidgets(
      new Row(new AlarmStatusWidget({ title: 'Alarms', alarms: props.alarms.all, width: 24, height: 4 })),
      ...(whole === undefined ? [] : [requests(whole, props.functions)]),
      new Row(
        graph(
          'Function errors',
          functions.map((each) => each.metricErrors()),
          12,
        ),
        graph(
          'Function duration p99, ms',
          functions.map((each) => each.metricDuration({ statistic: 'p99' })),
          12,
        ),
      ),
      new Row(
        graph(
          'Executions begun',
          machines.map(([label, { machine }]) => machine.metricStarted({ label })),
          8,
        ),
        graph(
          'Executions not completed',
          machines.flatMap(([name, { machine }]) => [
            machine.metricFailed({ label: `${name} failed` }),
            machine.metricTimedOut({ label: `${name} timed out` }),
          ]),
          8,
        ),
        graph(
          'Dead letters',
          Object.entries(props.queues).map(([label, queue]) => queue.metricApproximateNumberOfMessagesVisible({ label })),
          8,
        ),
      ),
      ...(whole === undefined ? [] : [records(whole)]),
    );
  }
}

const requests = ({ api: { restApi } }: WholeStage, functions: AlarmsProps['functions']): Row =>
  new Row(
    graph('Requests', [restApi.metricCount(), restApi.metricClientError(), restApi.metricServerError()], 8),
    graph('Latency p50 and p99, ms', [restApi.metricLatency({ statistic: 'p50' }), restApi.metricLatency({ statistic: 'p99' })], 8),
    graph(
      'Facts behind, ms',
      Object.values(functions).flatMap(({ kind, lambda }) =>
        kind === 'relay' ? [lambda.metric('IteratorAge', { statistic: 'Maximum' })] : [],
      ),
      8,
    ),
  );

const records = ({ table, metricNamespace }: WholeStage): Row =>
  new Row(
    graph('Table units', [table.metricConsumedReadCapacityUnits(), table.metricConsumedWriteCapacityUnits()], 8),
    graph('Refusals and counts by name', [counted(metricNamespace)], 8),
    graph(
      'Text messages, USD this month',
      [new Metric({ namespace: 'AWS/SNS', metricName: 'SMSMonthToDateSpentUSD', statistic: 'Maximum' })],
      8,
    ),
  );
