import { randomUUID } from 'node:crypto';
import { authorize } from '../access/principal.ts';
import type { Assembly } from '../assembly/assembly.ts';
import type { User, UserPools } from '../identity/user-pools.ts';
import type { Json, JsonObject } from '../json.ts';
import { AwsError } from '../runtime/errors.ts';
import type { Service } from './call.ts';

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

/** Cognito's administration, as far as users, groups and clients are made with it. */
export const cognitoService =
  (assembly: Assembly, pools: UserPools): Service =>
  ({ principal, action, input }) => {
    const pool = text(input['UserPoolId']);
    const resource = assembly.ofType('AWS::Cognito::UserPool').find(({ ref }) => ref === pool);
    if (resource === undefined) throw new AwsError('ResourceNotFoundException', `User pool ${pool} does not exist.`);
    authorize(principal, `cognito-idp:${action}`, resource.arn);
    const username = text(input['Username']);
    const find = () => pools.users().find((user) => user.pool === pool && user.username === username);
    const get = (): User => {
      const user = find();
      if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
      return user;
    };
    const attributesOf = ({ attributes, sub }: User) => [
      { Name: 'sub', Value: sub },
      ...Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    ];
    switch (action) {
      case 'AdminCreateUser': {
        if (find() !== undefined) throw new AwsError('UsernameExistsException', 'User account already exists');
        const attributes = Object.fromEntries(
          list(input['UserAttributes']).map((one) => [text((one as JsonObject)['Name']), text((one as JsonObject)['Value'])]),
        );
        const user: User = { pool, username, sub: randomUUID(), groups: [], attributes };
        pools.saveUser(user);
        return Promise.resolve({
          User: { Username: username, Attributes: attributesOf(user), Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' },
        });
      }
      case 'AdminGetUser': {
        const user = get();
        return Promise.resolve({ Username: username, UserAttributes: attributesOf(user), Enabled: true, UserStatus: 'CONFIRMED' });
      }
      case 'AdminAddUserToGroup': {
        const user = get();
        pools.saveUser({ ...user, groups: [...new Set([...user.groups, text(input['GroupName'])])] });
        return Promise.resolve({});
      }
      case 'AdminListGroupsForUser':
        return Promise.resolve({ Groups: get().groups.map((GroupName) => ({ GroupName, UserPoolId: pool })) });
      case 'CreateUserPoolClient': {
        const names = (key: string) => list(input[key]).map((one) => text(one));
        const client = pools.addClient({
          pool,
          name: text(input['ClientName']),
          flows: names('AllowedOAuthFlows'),
          scopes: names('AllowedOAuthScopes'),
          withSecret: input['GenerateSecret'] === true,
        });
        return Promise.resolve({
          UserPoolClient: {
            ClientId: client.id,
            ClientName: client.name,
            UserPoolId: pool,
            AllowedOAuthScopes: client.scopes,
            AllowedOAuthFlows: client.flows,
            ...(client.secret !== null && { ClientSecret: client.secret }),
          },
        });
      }
      default:
        throw new AwsError('UnknownOperationException', `the local system does not host cognito-idp:${action}`);
    }
  };
