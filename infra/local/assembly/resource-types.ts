/**
 * What the local system does with each CloudFormation resource type. A type in neither list stops the start: nothing that a template
 * asks for is ignored in silence.
 */
export const HOSTED: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolGroup',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::RolePolicy',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::S3::Bucket',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::StepFunctions::StateMachine',
]);

/** Types that are read and left out, each with the reason. */
export const NOT_HOSTED: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Account': 'access logs go nowhere locally',
  'AWS::ApplicationInsights::Application': 'observability',
  'AWS::CDK::Metadata': 'no behaviour',
  'AWS::CertificateManager::Certificate': 'the local gateway speaks plain HTTP on 127.0.0.1',
  'AWS::CloudWatch::Alarm': 'observability',
  'AWS::CloudWatch::AnomalyDetector': 'observability',
  'AWS::CloudWatch::CompositeAlarm': 'observability',
  'AWS::CloudWatch::Dashboard': 'observability',
  'AWS::Cognito::UserPoolRiskConfigurationAttachment': 'sign-in risk is not simulated',
  'AWS::Cognito::UserPoolUICustomizationAttachment': 'there is no hosted sign-in page',
  'AWS::Events::Archive': 'events are kept by the local system itself',
  'AWS::Kinesis::Stream': 'only a log destination',
  'AWS::KinesisFirehose::DeliveryStream': 'only a log destination',
  'AWS::Logs::DataProtectionPolicy': 'observability',
  'AWS::Logs::LogGroup': 'function output goes to the log callback',
  'AWS::Logs::MetricFilter': 'observability',
  'AWS::Logs::QueryDefinition': 'observability',
  'AWS::Logs::ResourcePolicy': 'observability',
  'AWS::Logs::SubscriptionFilter': 'observability',
  'AWS::S3::BucketPolicy': 'only denies calls without TLS',
  'AWS::SSM::Parameter': 'not read by functions',
  'AWS::WAFv2::LoggingConfiguration': 'the firewall is not simulated',
  'AWS::WAFv2::WebACL': 'the firewall is not simulated',
  'AWS::WAFv2::WebACLAssociation': 'the firewall is not simulated',
  'AWS::XRay::Group': 'observability',
};

/** @throws Error naming every type that the local system does not know */
export const refuseUnknownTypes = (types: Iterable<string>): void => {
  const unknown = [...new Set(types)].filter((type) => !HOSTED.has(type) && !(type in NOT_HOSTED)).sort();
  if (unknown.length > 0) throw new Error(`the local system does not know these resource types: ${unknown.join(', ')}`);
};
