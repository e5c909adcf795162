import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { advanceDoses } from './advance-doses.ts';
import { planDoses } from './plan-doses.ts';

const needs = { files, programmes };

export const { handler, manifest } = subscriberFunction([...planDoses(needs), advanceDoses(needs)]);
