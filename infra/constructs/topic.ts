import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** A topic that is encrypted with our key and refuses plain connections. */
export const privateTopic = (scope: Construct, id: string, props: { readonly displayName: string; readonly encryptionKey: IKey }): Topic =>
  new Topic(scope, id, { displayName: props.displayName, masterKey: props.encryptionKey, enforceSSL: true });
