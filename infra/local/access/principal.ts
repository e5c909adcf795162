import { AwsError } from '../runtime/errors.ts';
import { isAllowed } from './evaluate.ts';
import type { Role } from './policies.ts';

/** Who calls the endpoint: the tests' own client (`root`) or something that has taken a role. */
export interface Principal {
  readonly name: string;
  readonly arn: string;
  readonly role: Role | undefined;
}

const ROOT: Principal = { name: 'root', arn: 'arn:aws:iam::000000000000:root', role: undefined };

/** The account's owner, who may do everything: used by tests and by the local system's own upkeep. */
export const root = (): Principal => ROOT;

/**
 * @param session the function's or execution's name, as in an assumed role's ARN
 * @param name what it is called here
 */
export const assume = (role: Role, session: string, name = session): Principal => ({
  name,
  arn: `${role.arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${session}`,
  role,
});

/** @throws AwsError AccessDeniedException naming principal, action and resource, as AWS words it */
export const authorize = (
  principal: Principal,
  action: string,
  resource: string,
  context: Readonly<Record<string, string | readonly string[]>> = {},
): void => {
  if (principal.role === undefined) return;
  const known = { 'aws:SecureTransport': 'true', 'aws:PrincipalArn': principal.role.arn, ...context };
  if (isAllowed(principal.role.statements, { action, resource, context: known })) return;
  throw new AwsError(
    'AccessDeniedException',
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
};
