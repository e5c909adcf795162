import { Aws, Fn, type RemovalPolicy } from 'aws-cdk-lib';
import type { SpecRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/** Managed rules of AWS, in order, each with those of its rules that only count. */
const MANAGED: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  // a batch of registrations is larger than 8 kB, and partner systems often send no user agent
  AWSManagedRulesCommonRuleSet: ['SizeRestrictions_BODY', 'NoUserAgent_HEADER'],
  AWSManagedRulesKnownBadInputsRuleSet: [],
};

export interface FirewallProps {
  readonly api: SpecRestApi;
  readonly stage: string;
  readonly requestsPerAddress: number;
  readonly storageKey: IKey;
  readonly logRetentionDays: RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
}

const seen = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});

const managed = (priority: number, name: string, counted: readonly string[]): CfnWebACL.RuleProperty => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
  visibilityConfig: seen(name),
});

/** AWS WAF before the API: managed rules against known attacks, and a limit for each address. */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, props: FirewallProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: seen('Firewall'),
      rules: [
        ...Object.entries(MANAGED).map(([name, counted], priority) => managed(priority, name, counted)),
        {
          name: 'RequestsPerAddress',
          priority: Object.keys(MANAGED).length,
          action: { block: {} },
          statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: props.requestsPerAddress } },
          visibilityConfig: seen('RequestsPerAddress'),
        },
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { webAclArn: acl.attrArn, resourceArn: props.api.deploymentStage.stageArn });
    this.#log(acl, props);
  }

  /** WAF takes only a log whose name begins with aws-waf-logs-; the stack's own id in it lets a new stage start beside the old one's log. Who asked about whom is left out. */
  #log(acl: CfnWebACL, { stage, storageKey, logRetentionDays, logRemovalPolicy }: FirewallProps): void {
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `aws-waf-logs-nestling-${stage}-${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`,
      encryptionKey: storageKey,
      retention: logRetentionDays,
      removalPolicy: logRemovalPolicy,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [`arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${logGroup.logGroupName}`],
      redactedFields: [
        { singleHeader: { Name: 'authorization' } },
        { singleHeader: { Name: 'x-api-key' } },
        { queryString: {} },
        { uriPath: {} },
      ],
    });
  }
}
