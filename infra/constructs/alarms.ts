import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, Metric, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Operation, type Table } from 'aws-cdk-lib/aws-dynamodb';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import type { ContextFunction } from './context-function.ts';
import type { Workflow } from './workflow.ts';

const FIVE_MINUTES = Duration.minutes(5);

interface Watch {
  readonly metric: IMetric;
  /** The alarm rings from this value on. */
  readonly from: number;
  /** What happened, for the one on call. */
  readonly happened: string;
  /** What that person does first. */
  readonly runbook: string;
  /** Five-minute periods in a row. @default 1 */
  readonly periods?: number;
}

export interface AlarmsProps {
  readonly topic: ITopic;
  readonly functions: Readonly<Record<string, ContextFunction>>;
  readonly workflows: Readonly<Record<string, Workflow>>;
  readonly queues: Readonly<Record<string, IQueue>>;
  /** What waits for a function, by its name. */
  readonly backlogs: Readonly<Record<string, IQueue>>;
  /** What a stage has once, for the stack that watches it. */
  readonly whole?: WholeStage | undefined;
}

/** What there is one of in a stage. */
export interface WholeStage {
  readonly api: Api;
  readonly table: Table;
  readonly metricNamespace: string;
  readonly smsMonthlyAlarmUsd: number;
}

/** Every alarm of a stack. Each says what happened and what to do first, and tells the alerts topic, also when it is over. */
export class Alarms extends Construct {
  readonly all: Alarm[] = [];
  readonly #topic: ITopic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#topic = props.topic;
    for (const [name, each] of Object.entries(props.functions)) this.#watchFunction(name, each);
    for (const [name, each] of Object.entries(props.workflows)) this.#watchWorkflow(name, each);
    for (const [name, each] of Object.entries(props.queues)) this.#watchDeadLetters(name, each);
    for (const [name, each] of Object.entries(props.backlogs)) this.#watchBacklog(name, each);
    if (props.whole !== undefined) this.#watchWhole(props.whole);
  }

  #watchWhole({ api, table, smsMonthlyAlarmUsd, metricNamespace }: WholeStage): void {
    this.#watchApi(api);
    this.#watchTable(table);
    this.#watchMessages(smsMonthlyAlarmUsd);
    this.#watchCounts(metricNamespace);
  }

  #watch(id: string, { metric, from, happened, runbook, periods = 1 }: Watch): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold: from,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${happened}. Runbook: ${runbook}.`,
    });
    const tell = new SnsAction(this.#topic);
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
    this.all.push(alarm);
  }

  #watchFunction(name: string, { lambda, kind }: ContextFunction): void {
    this.#watch(`${name}Errors`, {
      metric: lambda.metricErrors({ period: FIVE_MINUTES }),
      from: kind === 'api' ? 3 : 1,
      happened: `${name} failed on something that is no refusal`,
      runbook: `read the log of ${name} from the time of the alarm, find the request id and its cause; a partner outage shows as PartnerUnavailable and heals itself`,
    });
    if (kind === 'relay')
      this.#watchBehind(name, {
        metric: lambda.metric('IteratorAge', { statistic: 'Maximum', period: FIVE_MINUTES }),
        from: Duration.minutes(5).toMilliseconds(),
        happened: 'Facts reach the bus more than five minutes late',
        kept: '24 hours',
      });
  }

  #watchBacklog(name: string, queue: IQueue): void {
    this.#watchBehind(name, {
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: FIVE_MINUTES }),
      from: Duration.minutes(15).toSeconds(),
      happened: `Something has waited more than a quarter of an hour for ${name}`,
      kept: '14 days',
    });
  }

  #watchBehind(name: string, { kept, ...watch }: Pick<Watch, 'metric' | 'from' | 'happened'> & { readonly kept: string }): void {
    this.#watch(`${name}Behind`, {
      ...watch,
      periods: 2,
      runbook: `look for errors or throttles of ${name}; nothing is lost for ${kept}, so correct the cause and let it catch up`,
    });
  }

  #watchWorkflow(name: string, { machine }: Workflow): void {
    const metric = new MathExpression({
      expression: 'failed + late + stopped',
      usingMetrics: { failed: machine.metricFailed(), late: machine.metricTimedOut(), stopped: machine.metricAborted() },
      label: `${name} not completed`,
      period: FIVE_MINUTES,
    });
    this.#watch(`${name}NotCompleted`, {
      metric,
      from: 1,
      happened: `An execution of ${name} failed, timed out or was stopped`,
      runbook:
        'open the execution, read the failed state and its error; when the cause is gone, redrive it from that state: every task may be repeated',
    });
  }

  #watchDeadLetters(name: string, queue: IQueue): void {
    this.#watch(`${name}DeadLetters`, {
      metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: FIVE_MINUTES }),
      from: 1,
      happened: `Something for ${name} could not be delivered or done`,
      runbook:
        'read a message for its cause; after the correction send it again or replay its facts from the archive: subscribers know what they have done',
    });
  }

  #watchApi({ restApi }: Api): void {
    this.#watch('ApiFaults', {
      metric: restApi.metricServerError({ statistic: 'Sum', period: FIVE_MINUTES }),
      from: 5,
      happened: 'The API answered with 5xx',
      runbook: 'see in the access log which route and refusal it was, then the log of the function behind it',
    });
    this.#watch('ApiSlow', {
      metric: restApi.metricLatency({ statistic: 'p99', period: FIVE_MINUTES }),
      from: 3000,
      periods: 3,
      happened: 'One request in a hundred takes more than 3 s',
      runbook:
        'compare duration and throttles of the functions and the table on the dashboard; a partner that a route waits for shows in its trace',
    });
    this.#watch('FunctionsThrottled', {
      metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: 'Sum', period: FIVE_MINUTES }),
      from: 1,
      periods: 2,
      happened: 'Functions of this region are refused for want of concurrency',
      runbook: 'ask AWS for a higher quota of concurrent executions; until then lower the throttle of the API in cdk.json',
    });
  }

  #watchTable(table: Table): void {
    const throttles = (metricName: string): Metric => table.metric(metricName, { statistic: 'Sum', period: FIVE_MINUTES });
    this.#watch('TableThrottled', {
      metric: new MathExpression({
        expression: 'FILL(reads, 0) + FILL(writes, 0)',
        usingMetrics: { reads: throttles('ReadThrottleEvents'), writes: throttles('WriteThrottleEvents') },
        label: 'throttled reads and writes',
        period: FIVE_MINUTES,
      }),
      from: 10,
      happened: 'The table refuses reads or writes for want of capacity',
      runbook:
        'on-demand capacity doubles by itself within minutes; if it goes on, look for one hot key among the most used keys of the table',
    });
    this.#watch('TableFaults', {
      metric: table.metricSystemErrorsForOperations({
        operations: [Operation.GET_ITEM, Operation.QUERY, Operation.TRANSACT_WRITE_ITEMS],
        period: FIVE_MINUTES,
      }),
      from: 1,
      happened: 'DynamoDB failed on its side',
      runbook: 'look at the AWS Health dashboard; calls are repeated by themselves and nothing is half written',
    });
  }

  /** SNS counts text messages for the whole region, so two stages in one account ring together. */
  #watchMessages(smsMonthlyAlarmUsd: number): void {
    this.#watch('TextSpending', {
      metric: new Metric({ namespace: 'AWS/SNS', metricName: 'SMSMonthToDateSpentUSD', statistic: 'Maximum', period: FIVE_MINUTES }),
      from: smsMonthlyAlarmUsd,
      happened: `Text messages of this month cost ${smsMonthlyAlarmUsd} USD`,
      runbook: 'compare with the campaigns that run; SNS stops sending at the account spending quota, so ask AWS to raise it before that',
    });
    this.#watch('TextsFailing', {
      metric: new MathExpression({
        expression: 'IF(sent > 20, 100 * failed / (sent + failed), 0)',
        usingMetrics: {
          sent: new Metric({
            namespace: 'AWS/SNS',
            metricName: 'NumberOfNotificationsDelivered',
            dimensionsMap: { PhoneNumber: 'PhoneNumberDirect' },
            statistic: 'Sum',
          }),
          failed: new Metric({
            namespace: 'AWS/SNS',
            metricName: 'NumberOfNotificationsFailed',
            dimensionsMap: { PhoneNumber: 'PhoneNumberDirect' },
            statistic: 'Sum',
          }),
        },
        label: 'texts that failed, in percent',
        period: Duration.hours(1),
      }),
      from: 20,
      happened: 'One text message in five does not arrive',
      runbook: 'read the SMS delivery log for the reason that the carrier gives; a blocked sender needs its registration renewed',
    });
  }

  /** What functions count for the whole deployment. */
  #watchCounts(namespace: string): void {
    const counted = (metricName: string, period: Duration): Metric =>
      new Metric({ namespace, metricName, dimensionsMap: { service: 'deployment' }, statistic: 'Sum', period });
    this.#watch('PaymentsOverdue', {
      metric: counted('PaymentsOverdue', Duration.hours(1)),
      from: 1,
      happened: 'Payments were instructed and not confirmed in time',
      runbook: 'list them by GET /reviews, ask the rail for their state, and answer each review; never instruct again by hand',
    });
    this.#watch('FundsNotAuthorized', {
      metric: counted('FundsNotAuthorized', Duration.hours(1)),
      from: 1,
      happened: "The payer's bank does not vouch for a batch of payments",
      runbook: 'have the account of the programme filled; lines that the rail fails for want of money are instructed again by themselves',
    });
    this.#watch('RefusalNotKept', {
      metric: counted('RefusalNotKept', FIVE_MINUTES),
      from: 1,
      happened: 'A call was turned away and its entry could not be kept',
      runbook:
        'find refusal not kept in the logs of the functions for the cause; the access log has client, route and time under its request id',
    });
  }
}
