import { Aws, Duration, type RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledgements.ts';

/** Held by the ministry's own systems; a machine without it is a partner, and sees only the cases that it registered. */
const MINISTRY = 'ministry';

/** Held by clients that run GovStack's conformance suites: the blocks then answer beyond their definitions where a suite asks for it. */
const CONFORMANCE_TEST = 'conformance.test';

/** The staff groups, from the one who meets mothers to the one who runs the system. */
export const GROUPS = ['worker', 'supervisor', 'manager', 'admin'] as const;

const scopeOf = (scopeName: string): ResourceServerScope =>
  new ResourceServerScope({ scopeName, scopeDescription: scopeName.replaceAll(/[.-]/g, ' ') });

export interface StaffAndClientsProps {
  readonly stage: string;
  /** The scopes of the API's routes, without the name of the resource server. */
  readonly scopes: readonly string[];
  /** Where the staff application may be returned to after sign-in. */
  readonly staffAppUrls: readonly string[];
  readonly threatProtection: boolean;
  readonly protect: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/** Who may call the API: staff as users in groups, partner systems as clients with scopes. */
export class StaffAndClients extends Construct {
  readonly pool: UserPool;
  readonly domain: UserPoolDomain;
  readonly staffApp: UserPoolClient;
  /** What the staff application may ask for. */
  readonly staffScopes: readonly OAuthScope[];

  constructor(scope: Construct, id: string, props: StaffAndClientsProps) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      featurePlan: props.threatProtection ? FeaturePlan.PLUS : FeaturePlan.ESSENTIALS,
      ...(props.threatProtection ? { standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION } : {}),
      deletionProtection: props.protect,
      removalPolicy: props.removalPolicy,
    });
    if (!props.threatProtection) acknowledge(this.pool, 'usersWithoutThreatProtection');
    for (const [precedence, groupName] of [...GROUPS].reverse().entries()) {
      new CfnUserPoolGroup(this, groupName.charAt(0).toUpperCase() + groupName.slice(1), {
        userPoolId: this.pool.userPoolId,
        groupName,
        precedence,
      });
    }
    const scopes = props.scopes.map(scopeOf);
    const server = this.pool.addResourceServer('Scopes', {
      identifier: 'nestling',
      scopes: [...scopes, scopeOf(MINISTRY), scopeOf(CONFORMANCE_TEST)],
    });
    this.domain = this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `nestling-${props.stage}-${Aws.ACCOUNT_ID}` } });
    this.staffScopes = [OAuthScope.OPENID, ...scopes.map((each) => OAuthScope.resourceServer(server, each))];
    this.staffApp = this.pool.addClient('StaffApp', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(60),
      refreshTokenValidity: Duration.hours(12),
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true },
        callbackUrls: [...props.staffAppUrls],
        logoutUrls: [...props.staffAppUrls],
        scopes: [...this.staffScopes],
      },
    });
  }
}
