import * as z from 'zod';
import type { Assembly } from '../assembly/assembly.ts';
import { refuseUnknownOperators } from './evaluate.ts';
import { Statement } from './statement.ts';

const PolicyDocument = z.object({ Statement: z.union([Statement.transform((one) => [one]), z.array(Statement)]) });

/** Managed policies of AWS that functions commonly carry; none of them grants anything that the local endpoint serves. */
const HARMLESS_MANAGED_POLICIES = new Set([
  'AWSLambdaBasicExecutionRole',
  'AWSXRayDaemonWriteAccess',
  'AWSXrayWriteOnlyAccess',
  'AmazonAPIGatewayPushToCloudWatchLogs',
  'CloudWatchLambdaInsightsExecutionRolePolicy',
]);

const Role = z.object({
  AssumeRolePolicyDocument: PolicyDocument,
  Policies: z.array(z.object({ PolicyDocument })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
});
const AttachedPolicy = z.object({ PolicyDocument, Roles: z.array(z.string()).default([]), RoleName: z.string().optional() });

export const statementsOf = (document: unknown): readonly Statement[] => PolicyDocument.parse(document).Statement;

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly statements: readonly Statement[];
  /** Services that may take the role, e.g. `lambda.amazonaws.com`. */
  readonly trusted: readonly string[];
}

/** Collects every role of the assembly with all statements attached to it, by the role's ARN. */
export const rolesOf = (assembly: Assembly): ReadonlyMap<string, Role> => {
  const attached = assembly
    .ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy')
    .map(({ ref, properties }) => ({ ref, policy: AttachedPolicy.parse(properties) }));
  return new Map(
    assembly.ofType('AWS::IAM::Role').map((resource) => {
      const role = Role.parse(resource.properties);
      const own = attached.filter(
        ({ ref, policy }) =>
          policy.Roles.includes(resource.ref) || policy.RoleName === resource.ref || role.ManagedPolicyArns.includes(ref),
      );
      for (const managed of role.ManagedPolicyArns) {
        const known = HARMLESS_MANAGED_POLICIES.has(managed.split('/').at(-1) ?? '') || attached.some(({ ref }) => ref === managed);
        if (!known) throw new Error(`the local system does not know the managed policy ${managed} of role ${resource.ref}`);
      }
      const statements = [
        ...role.Policies.flatMap(({ PolicyDocument: document }) => document.Statement),
        ...own.flatMap(({ policy }) => policy.PolicyDocument.Statement),
      ];
      refuseUnknownOperators(statements, resource.logicalId);
      const trusted = role.AssumeRolePolicyDocument.Statement.flatMap(({ Principal: principal }) =>
        typeof principal === 'object' ? (principal['Service'] ?? []) : [],
      );
      return [resource.arn, { name: resource.ref, arn: resource.arn, statements, trusted }];
    }),
  );
};
