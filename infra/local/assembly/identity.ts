/** Where the assembly pretends to be deployed. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** What CloudFormation answers for `Ref` and `Fn::GetAtt` of one resource. */
export interface Identity {
  readonly ref: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Naming {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** A property already resolved to text, when the template names it. */
  readonly property: (name: string) => string | undefined;
}

const digest = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash.toString(36).padStart(7, '0');
};

const NAME_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::Cognito::UserPoolGroup': 'GroupName',
  'AWS::Cognito::UserPoolDomain': 'Domain',
  'AWS::Cognito::UserPoolResourceServer': 'Identifier',
  'AWS::KMS::Alias': 'AliasName',
};

/** Names a resource as CloudFormation would, but the same on every start: its given name, or stack and logical id. */
export const identify = (naming: Naming, { account, region, partition }: Place): Identity => {
  const { type, stack, logicalId, property } = naming;
  const unique = `${stack}-${logicalId}`;
  const named = NAME_PROPERTY[type];
  const name = (named === undefined ? undefined : property(named)) ?? (type === 'AWS::Lambda::Function' ? unique.slice(-64) : unique);
  const arnOf = (service: string, resource: string, { regional = true, owned = true } = {}) =>
    `arn:${partition}:${service}:${regional ? region : ''}:${owned ? account : ''}:${resource}`;
  const plain = (ref: string, arn: string, attributes: Record<string, string> = {}): Identity => ({
    ref,
    arn,
    attributes: { Arn: arn, ...attributes },
  });

  switch (type) {
    case 'AWS::Lambda::Function':
      return plain(name, arnOf('lambda', `function:${name}`));
    case 'AWS::Lambda::LayerVersion': {
      const arn = arnOf('lambda', `layer:${unique}:1`);
      return plain(arn, arn);
    }
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable': {
      const arn = arnOf('dynamodb', `table/${name}`);
      return plain(name, arn, { StreamArn: `${arn}/stream/local` });
    }
    case 'AWS::SNS::Topic': {
      const arn = arnOf('sns', name);
      return plain(arn, arn, { TopicArn: arn, TopicName: name });
    }
    case 'AWS::SQS::Queue':
      return plain(`https://sqs.${region}.amazonaws.com/${account}/${name}`, arnOf('sqs', name), { QueueName: name });
    case 'AWS::StepFunctions::StateMachine': {
      const arn = arnOf('states', `stateMachine:${name}`);
      return plain(arn, arn, { Name: name });
    }
    case 'AWS::Events::EventBus':
      return plain(name, arnOf('events', `event-bus/${name}`), { Name: name });
    case 'AWS::Events::Rule':
      return plain(name, arnOf('events', `rule/${name}`));
    case 'AWS::KMS::Key': {
      const id = `key-${digest(unique)}`;
      return plain(id, arnOf('kms', `key/${id}`), { KeyId: id });
    }
    case 'AWS::KMS::Alias':
      return plain(name, arnOf('kms', name));
    case 'AWS::IAM::Role':
      return plain(name, arnOf('iam', `role/${name}`, { regional: false }), { RoleId: `AROA${digest(unique).toUpperCase()}` });
    case 'AWS::IAM::ManagedPolicy': {
      const arn = arnOf('iam', `policy/${unique}`, { regional: false });
      return plain(arn, arn);
    }
    case 'AWS::Cognito::UserPool': {
      const id = `${region}_${digest(unique)}`;
      const provider = `cognito-idp.${region}.amazonaws.com/${id}`;
      return plain(id, arnOf('cognito-idp', `userpool/${id}`), {
        UserPoolId: id,
        ProviderName: provider,
        ProviderURL: `https://${provider}`,
      });
    }
    case 'AWS::Cognito::UserPoolClient': {
      const id = `client${digest(unique)}`;
      return plain(id, id, { ClientId: id, ClientSecret: `secret-${digest(id + unique)}`, Name: property('ClientName') ?? logicalId });
    }
    case 'AWS::ApiGateway::RestApi': {
      const id = digest(unique);
      return plain(id, arnOf('apigateway', `/restapis/${id}`, { owned: false }), { RestApiId: id });
    }
    case 'AWS::ApiGateway::ApiKey':
      return plain(digest(unique), unique, { APIKeyId: digest(unique) });
    case 'AWS::Logs::LogGroup':
      return plain(name, arnOf('logs', `log-group:${name}:*`));
    case 'AWS::S3::Bucket':
      return plain(unique.toLowerCase(), `arn:${partition}:s3:::${unique.toLowerCase()}`);
    default:
      return plain(name, arnOf('local', `${type.replaceAll('::', '/')}/${unique}`));
  }
};
