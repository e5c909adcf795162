import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { followCase } from './follow-case.ts';
import { raiseOverdue } from './raise-overdue.ts';
import { scheduleByRules } from './schedule-by-rules.ts';

const needs = { files, programmes };

export const { handler, manifest } = subscriberFunction([...scheduleByRules(needs), raiseOverdue(needs), ...followCase(needs)]);
