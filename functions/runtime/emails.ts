import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { wasNeverConnected } from '../partners/http/exchange.ts';
import { environment } from './environment.ts';

/** No retries of the client's own: an e-mail whose answer was lost must not be sent again. */
const client = new SESv2Client({ maxAttempts: 1 });

export interface OutgoingEmail {
  /** What stands before the address of the sender, where there is something. */
  readonly senderName?: string;
  readonly replyTo?: string;
  readonly to: { readonly address: string; readonly name?: string };
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** By which the word of what came of it is known: letters, digits, hyphens. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What the service said: taken, refused for good, certainly not taken now, or nothing. */
export type EmailDelivery =
  | { readonly state: 'sent' }
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'tryAgain' }
  | { readonly state: 'unknown' };

/** E-mails to people, from the one sender of this deployment. */
export interface Emails {
  send(email: OutgoingEmail): Promise<EmailDelivery>;
}

const TRY_AGAIN = ['TooManyRequestsException', 'LimitExceededException', 'ThrottlingException', 'ServiceUnavailable'];
const REFUSED = [
  'MessageRejected',
  'BadRequestException',
  'MailFromDomainNotVerifiedException',
  'NotFoundException',
  'AccountSuspendedException',
  'SendingPausedException',
  'AccessDeniedException',
];

/** A name as a header has it; quotes and line ends never come this far, yet nothing here depends on that. */
const named = (address: string, name: string | undefined): string =>
  name === undefined ? address : `"${name.replace(/[\\"\r\n]/g, ' ')}" <${address}>`;

export const emails: Emails = {
  async send({ senderName, replyTo, to, cc, bcc, subject, text, tags }) {
    const { EMAIL_SENDER: sender, EMAIL_CONFIGURATION: configuration } = environment();
    try {
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: named(sender, senderName),
          ...(replyTo === undefined ? {} : { ReplyToAddresses: [replyTo] }),
          Destination: { ToAddresses: [named(to.address, to.name)], CcAddresses: [...cc], BccAddresses: [...bcc] },
          Content: { Simple: { Subject: { Data: subject, Charset: 'UTF-8' }, Body: { Text: { Data: text, Charset: 'UTF-8' } } } },
          EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
          ConfigurationSetName: configuration,
        }),
      );
      return { state: 'sent' };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (TRY_AGAIN.includes(error.name) || wasNeverConnected(error)) return { state: 'tryAgain' };
      return REFUSED.includes(error.name) ? { state: 'refused', reason: error.name } : { state: 'unknown' };
    }
  },
};
