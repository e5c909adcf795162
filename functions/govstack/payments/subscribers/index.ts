import { subscriberFunction } from '../../../runtime/subscriber.ts';
import { workflows } from '../../../runtime/workflows.ts';
import { startRailWork } from './start-rail-work.ts';

export const { handler, manifest } = subscriberFunction([startRailWork({ workflows })]);
