import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledgements.ts';
import { starts } from './grants.ts';
import type { Workflow } from './workflow.ts';

export interface SweepProps {
  /** An EventBridge schedule in UTC. */
  readonly schedule: string;
  readonly workflow: Workflow;
  readonly deadLetters: IQueue;
}

/** Starts a state machine on a schedule with `{ "time": <the schedule's time> }`; a missed run is repaired by the next. */
export class Sweep extends Construct {
  constructor(scope: Construct, id: string, { schedule, workflow, deadLetters }: SweepProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      inlinePolicies: { Uses: new PolicyDocument({ statements: [starts(workflow.machine)] }) },
    });
    new Rule(this, 'Rule', {
      schedule: Schedule.expression(schedule),
      targets: [
        new SfnStateMachine(workflow.machine, {
          role: role.withoutPolicyUpdates(),
          input: RuleTargetInput.fromObject({ time: EventField.time }),
          deadLetterQueue: deadLetters,
          retryAttempts: 24,
          maxEventAge: Duration.hours(6),
        }),
      ],
    });
    acknowledge(role, 'inlinePolicy');
  }
}
