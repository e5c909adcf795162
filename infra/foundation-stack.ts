import { CfnOutput, Duration, RemovalPolicy, Stack, type App } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { Archive, EventBus, Match } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { acknowledge } from './constructs/acknowledgements.ts';
import { CaseTable } from './constructs/case-table.ts';
import { DocumentStore } from './constructs/document-store.ts';
import { Keys } from './constructs/keys.ts';
import { OutgoingEmails } from './constructs/outgoing-emails.ts';
import { StaffAndClients } from './constructs/staff-and-clients.ts';
import { letPublish, privateTopic } from './constructs/topic.ts';
import { scopesOf, type Manifest } from './manifest.ts';
import type { Settings } from './settings.ts';

/** The scopes that exist from the first day, so that clients can be made before the routes that ask for them. */
const BASE_SCOPES = [
  'outreach',
  'registration',
  'eligibility',
  'enrolment',
  'payment',
  'care',
  'monitoring',
  'updating',
  'consent',
  'reviews',
  'conversations',
].flatMap((context) => [`${context}.read`, `${context}.write`]);

/** What hands over the texts that come to a two-way number of AWS End User Messaging. */
const TWO_WAY_NUMBERS = 'sms-voice.amazonaws.com';

export interface FoundationProps {
  readonly settings: Settings;
  readonly manifest: Manifest;
}

/** What must survive: records, keys, the facts' bus and its archive, topics, and who may call. */
export class FoundationStack extends Stack {
  readonly keys: Keys;
  readonly caseTable: CaseTable;
  readonly documents: DocumentStore;
  readonly bus: EventBus;
  readonly topics: { readonly campaign: Topic; readonly alerts: Topic; readonly incomingTexts: Topic; readonly emailEvents: Topic };
  readonly emails: OutgoingEmails;
  readonly staffAndClients: StaffAndClients;

  constructor(app: App, { settings, manifest }: FoundationProps) {
    super(app, `Nestling-${settings.stage}-Foundation`, {
      description: `Nestling ${settings.stage}: records, keys, bus and users. Keep it.`,
      terminationProtection: settings.protect,
    });
    const removalPolicy = settings.protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.keys = new Keys(this, 'Keys', { removalPolicy });
    this.caseTable = new CaseTable(this, 'CaseTable', { encryptionKey: this.keys.storage, protect: settings.protect, removalPolicy });
    this.documents = new DocumentStore(this, 'Documents', { encryptionKey: this.keys.storage, removalPolicy });
    this.bus = this.#factsBus(settings.archiveDays);
    this.topics = {
      campaign: privateTopic(this, 'CampaignTopic', { displayName: 'Nestling', encryptionKey: this.keys.storage }),
      alerts: privateTopic(this, 'AlertsTopic', { displayName: 'Nestling alerts', encryptionKey: this.keys.storage }),
      incomingTexts: privateTopic(this, 'IncomingTextsTopic', { displayName: 'Nestling texts', encryptionKey: this.keys.storage }),
      emailEvents: privateTopic(this, 'EmailEventsTopic', { displayName: 'Nestling e-mails', encryptionKey: this.keys.storage }),
    };
    letPublish(this.topics.incomingTexts, TWO_WAY_NUMBERS);
    this.emails = new OutgoingEmails(this, 'Emails', { events: this.topics.emailEvents });
    for (const email of settings.alertEmails) this.topics.alerts.addSubscription(new EmailSubscription(email));
    this.staffAndClients = new StaffAndClients(this, 'StaffAndClients', {
      ...settings,
      removalPolicy,
      scopes: [...new Set([...BASE_SCOPES, ...scopesOf(manifest)])].sort(),
    });
    this.#gatewayLogging();

    new CfnOutput(this, 'UserPoolId', { value: this.staffAndClients.pool.userPoolId });
    new CfnOutput(this, 'StaffAppClientId', { value: this.staffAndClients.staffApp.userPoolClientId });
    new CfnOutput(this, 'SignInUrl', { value: this.staffAndClients.domain.baseUrl() });
    new CfnOutput(this, 'IncomingTextsTopicArn', { value: this.topics.incomingTexts.topicArn });
    new CfnOutput(this, 'DocumentsBucketName', { value: this.documents.bucket.bucketName });
    new CfnOutput(this, 'TableName', { value: this.caseTable.table.tableName });
  }

  #factsBus(archiveDays: number): EventBus {
    const bus = new EventBus(this, 'Facts');
    new Archive(this, 'FactsArchive', {
      sourceEventBus: bus,
      eventPattern: { source: Match.prefix('nestling.') },
      retention: Duration.days(archiveDays),
    });
    return bus;
  }

  /** API Gateway writes logs only where the account has named it a role; the setting is the account's, so it outlives the stage. */
  #gatewayLogging(): void {
    const role = new Role(this, 'GatewayLogging', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const account = new CfnAccount(this, 'GatewayAccount', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(role, 'gatewayLogging');
  }
}
