import { table } from '../../../runtime/aws.ts';
import { subscriberFunction } from '../../../runtime/subscriber.ts';
import { queueFacts } from './queue-facts.ts';

export const { handler, manifest } = subscriberFunction(queueFacts({ table }));
