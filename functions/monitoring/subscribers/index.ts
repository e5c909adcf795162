import { table } from '../../runtime/aws.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { countFacts } from './count-facts.ts';

export const { handler, manifest } = subscriberFunction(countFacts({ table }));
