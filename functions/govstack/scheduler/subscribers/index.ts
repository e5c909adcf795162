import { table } from '../../../runtime/aws.ts';
import { subscriberFunction } from '../../../runtime/subscriber.ts';
import { workflows } from '../../../runtime/workflows.ts';
import { awaitAlerts } from './await-alerts.ts';

export const { handler, manifest } = subscriberFunction(awaitAlerts({ table, workflows }));
