import * as z from 'zod';
import { statementsOf, type Role } from '../access/policies.ts';
import type { Statement } from '../access/statement.ts';
import type { Assembly } from '../assembly/assembly.ts';

const Target = z.object({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z.object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() }).optional(),
  RetryPolicy: z
    .object({ MaximumRetryAttempts: z.coerce.number().default(185), MaximumEventAgeInSeconds: z.coerce.number().default(86_400) })
    .default({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 }),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).default({}),
});
export type Target = z.output<typeof Target>;

const RuleProperties = z.object({
  EventBusName: z.string().default('default'),
  EventPattern: z
    .union([z.record(z.string(), z.unknown()), z.string().transform((text) => JSON.parse(text) as Record<string, unknown>)])
    .optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(Target).default([]),
});

const PermissionProperties = z.object({
  FunctionName: z.string(),
  Action: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/** A rule of the template: what it listens for or when it fires, and whom it tells. */
export interface Rule {
  readonly name: string;
  readonly logicalId: string;
  readonly arn: string;
  readonly bus: string;
  readonly pattern: Readonly<Record<string, unknown>> | undefined;
  readonly schedule: string | undefined;
  readonly targets: readonly Target[];
}

/** Enabled rules only. A bus given by ARN is known by its name. */
export const rulesOf = (assembly: Assembly): readonly Rule[] =>
  assembly.ofType('AWS::Events::Rule').flatMap(({ ref, logicalId, arn, properties }) => {
    const rule = RuleProperties.parse(properties);
    if (rule.State === 'DISABLED') return [];
    const bus = rule.EventBusName.split('/').at(-1) ?? rule.EventBusName;
    return [{ name: ref, logicalId, arn, bus, pattern: rule.EventPattern, schedule: rule.ScheduleExpression, targets: rule.Targets }];
  });

/** Who else than roles may use a resource: the policies that hang on functions, and on topics. */
export interface ResourcePolicies {
  readonly ofFunction: (arn: string) => readonly Statement[];
  readonly ofTopic: (arn: string) => readonly Statement[];
}

const TopicPolicy = z.object({ Topics: z.array(z.string()), PolicyDocument: z.unknown() });

export const resourcePoliciesOf = (assembly: Assembly): ResourcePolicies => {
  const functions = assembly.ofType('AWS::Lambda::Function');
  const permissions = assembly.ofType('AWS::Lambda::Permission').map(({ properties }): Statement & { readonly arn: string } => {
    const permission = PermissionProperties.parse(properties);
    const arn =
      functions.find((one) => one.arn === permission.FunctionName || one.ref === permission.FunctionName)?.arn ?? permission.FunctionName;
    const conditions = { ...(permission.SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': permission.SourceArn } }) };
    return {
      arn,
      Effect: 'Allow',
      Action: [permission.Action],
      Resource: [arn],
      Principal: { Service: [permission.Principal] },
      Condition: conditions,
    };
  });
  const topicPolicies = assembly.ofType('AWS::SNS::TopicPolicy').map(({ properties }) => TopicPolicy.parse(properties));
  return {
    ofFunction: (arn) => permissions.filter((permission) => permission.arn === arn),
    ofTopic: (arn) =>
      topicPolicies.filter(({ Topics: topics }) => topics.includes(arn)).flatMap(({ PolicyDocument: document }) => statementsOf(document)),
  };
};

export type Roles = ReadonlyMap<string, Role>;
