import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** A topic that is encrypted with our key and refuses plain connections. */
export const privateTopic = (scope: Construct, id: string, props: { readonly displayName: string; readonly encryptionKey: IKey }): Topic =>
  new Topic(scope, id, { displayName: props.displayName, masterKey: props.encryptionKey, enforceSSL: true });

/** Lets a service of AWS publish to a topic, on behalf of this account and no other. */
export const letPublish = (topic: Topic, service: string): void => {
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(service)],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
};
