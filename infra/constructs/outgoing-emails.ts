import { ConfigurationSet, ConfigurationSetTlsPolicy, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { letPublish } from './topic.ts';

/** How e-mails leave: over TLS only, and with word of what came of each on a topic. */
export class OutgoingEmails extends Construct {
  readonly configurationSetName: string;

  constructor(scope: Construct, id: string, { events }: { readonly events: Topic }) {
    super(scope, id);
    letPublish(events, 'ses.amazonaws.com');
    const set = new ConfigurationSet(this, 'Set', { tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE });
    set.addEventDestination('Events', {
      destination: EventDestination.snsTopic(events),
      events: [
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    });
    this.configurationSetName = set.configurationSetName;
  }
}
