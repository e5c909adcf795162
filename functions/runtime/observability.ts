import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Logs identifiers and facts, never a person's data. */
export const logger = new Logger();
export const metrics = new Metrics({ defaultDimensions: {} });
/** The context under which stands what is counted for all of them. */
const forAll = new Metrics({ serviceName: 'deployment', singleMetric: true });

/** Counts one of something by name; refusals are counted under their problem name. */
export const count = (name: string): void => {
  metrics.addMetric(name, MetricUnit.Count, 1);
};

/** Counts, and sends at once, what an alarm watches: under one name for the deployment, whichever context finds it. */
export const countForAlarm = (name: string): void => {
  forAll.addMetric(name, MetricUnit.Count, 1);
};

/** Sends what was counted; once at the end of each invocation. */
export const flushMetrics = (): void => {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
};
