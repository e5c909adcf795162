/** SES as far as functions use it: e-mails go to an outbox, and what came of them to the topic of their configuration set. Nothing leaves the machine. */
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { authorize } from '../access/principal.ts';
import type { Assembly } from '../assembly/assembly.ts';
import type { Topics } from '../delivery/topics.ts';
import type { Journal } from '../runtime/journal.ts';
import { AwsError } from '../runtime/errors.ts';
import { orderedId } from '../runtime/ids.ts';
import { isObject, parseJson, type JsonObject } from '../json.ts';
import type { Service } from './call.ts';

/** An e-mail that SES would have sent. */
export type SentEmail = {
  /** ISO instant on the local clock. */
  readonly at: string;
  readonly id: string;
  readonly from: string;
  readonly replyTo: readonly string[];
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly text: string;
};

const Addresses = z.array(z.string()).default([]);
const Sending = z.object({
  FromEmailAddress: z.string(),
  ReplyToAddresses: Addresses,
  Destination: z.object({ ToAddresses: Addresses, CcAddresses: Addresses, BccAddresses: Addresses }),
  Content: z.object({
    Simple: z.object({ Subject: z.object({ Data: z.string() }), Body: z.object({ Text: z.object({ Data: z.string() }) }) }),
  }),
  EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  ConfigurationSetName: z.string().optional(),
});
const Destination = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.object({ SnsDestination: z.object({ TopicARN: z.string() }).optional() }),
});

/** Addresses at which AWS itself simulates that something goes wrong. */
const BOUNCES = ['bounce@simulator.amazonses.com', 'suppressionlist@simulator.amazonses.com'];

/** The call that a request to SES is. */
export const readSesCall = ({ method, url = '' }: IncomingMessage, body: Buffer): { action: string; input: JsonObject } => {
  const input = body.length === 0 ? {} : parseJson(body.toString('utf8'));
  const isSending = method === 'POST' && url.split('?')[0] === '/v2/email/outbound-emails';
  return { action: isSending ? 'SendEmail' : `${method ?? ''} ${url}`, input: isObject(input) ? input : {} };
};

interface Parts {
  readonly assembly: Assembly;
  readonly topics: Topics;
  readonly journal: Journal;
  readonly now: () => number;
}

export const openEmails = ({ assembly, topics, journal, now }: Parts) => {
  const stored = journal.map<SentEmail>('emails');
  const destinations = assembly.ofType('AWS::SES::ConfigurationSetEventDestination').map(({ properties }) => Destination.parse(properties));
  const sets = assembly.ofType('AWS::SES::ConfigurationSet').map(({ ref }) => ref);

  const tell = (set: string | undefined, message: JsonObject): void => {
    for (const { ConfigurationSetName, EventDestination } of destinations)
      if (ConfigurationSetName === set && EventDestination.SnsDestination !== undefined)
        topics.publish({ topicArn: EventDestination.SnsDestination.TopicARN, message: JSON.stringify(message), attributes: {} });
  };

  const service: Service = ({ principal, action, input }) => {
    if (action !== 'SendEmail') throw new AwsError('UnknownOperationException', `the local system does not host ses:${action}`);
    const email = Sending.parse(input);
    const sender = /<([^>]+)>$/.exec(email.FromEmailAddress)?.[1] ?? email.FromEmailAddress;
    authorize(principal, 'ses:SendEmail', `arn:aws:ses:${assembly.region}:${assembly.account}:identity/${sender}`);
    if (email.ConfigurationSetName !== undefined && !sets.includes(email.ConfigurationSetName))
      throw new AwsError('NotFoundException', `Configuration set <${email.ConfigurationSetName}> does not exist.`, { status: 404 });
    const { ToAddresses: to, CcAddresses: cc, BccAddresses: bcc } = email.Destination;
    const id = orderedId();
    const at = new Date(now()).toISOString();
    const { Subject, Body } = email.Content.Simple;
    const { FromEmailAddress: from, ReplyToAddresses: replyTo } = email;
    stored.set(id, { at, id, from, replyTo, to, cc, bcc, subject: Subject.Data, text: Body.Text.Data });
    const tags = Object.fromEntries(email.EmailTags.map(({ Name, Value }) => [Name, [Value]]));
    const mail = { messageId: id, timestamp: at, tags };
    tell(
      email.ConfigurationSetName,
      to.some((address) => BOUNCES.includes(address))
        ? { eventType: 'Bounce', mail, bounce: { bounceType: 'Permanent', timestamp: at } }
        : { eventType: 'Delivery', mail, delivery: { timestamp: at } },
    );
    return Promise.resolve({ MessageId: id });
  };

  return { service, sent: (): readonly SentEmail[] => stored.entries().map(([, email]) => email) };
};
