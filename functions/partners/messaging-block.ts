import type { PartnerCall } from './partner-call.ts';
import type { CallbackDelivery } from './payment-rail.ts';

export const MESSAGE_STATUSES = ['scheduled', 'processing', 'deferred', 'bounced', 'notSent', 'delivered'] as const;

/** How many messages of a request stand where. */
export type MessageCounts = Readonly<Record<(typeof MESSAGE_STATUSES)[number], number>>;

/** Whom an e-mail is for. */
export interface EmailRecipient {
  readonly email: string;
  readonly emailCC?: string | undefined;
  readonly emailBCC?: string | undefined;
  readonly name?: string | undefined;
}

/** On whose behalf it is sent; the definition's own names. */
export interface EmailSender {
  readonly organisationName?: string | undefined;
  readonly organisationRegNr?: string | undefined;
  readonly onBehalfOfName?: string | undefined;
  readonly onBehalfOfRegNr?: string | undefined;
  readonly email?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly name?: string | undefined;
}

/** The same words for each of some recipients. */
export interface EmailsToHandOver {
  readonly sender: EmailSender;
  /** 1 or more. */
  readonly recipients: readonly EmailRecipient[];
  readonly title: string;
  readonly content: string;
  /** What the block shall hand back when it calls: whose they are, and which. Identifiers alone. */
  readonly reference: HandedOver;
}

/** E-mails that were handed over together. */
export interface HandedOver {
  readonly request: string;
  readonly handOver: string;
}

/**
 * `taken` under the block's own `requestUid`; `refused` for good, where nothing was taken; `tryAgain` when it was certainly not taken now;
 * `unknown` when the answer was lost.
 */
export type HandOverAnswer =
  | { readonly state: 'taken'; readonly requestUid: string }
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'tryAgain' }
  | { readonly state: 'unknown' };

/**
 * The Messaging block of a country, where e-mails leave through it.
 * @source GovStack Messaging 0.1.1; texts on the same shape are an extension
 */
export interface MessagingPort {
  /** Hands e-mails over, all or none; never repeated here. The same call again may send them again, unless the block knows our key. */
  handOver(emails: EmailsToHandOver, call: PartnerCall): Promise<HandOverAnswer>;
  /** How the messages of a request stand. @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid */
  emailCounts(requestUid: string, call: PartnerCall): Promise<MessageCounts>;
  /** What became of one text. @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid */
  textFate(requestUid: string, call: PartnerCall): Promise<'underWay' | 'delivered' | 'failed'>;
  /** When it is asked what became of something, after so many times; undefined when it is not asked any more. */
  askAt(at: string, asked: number): string | undefined;
}

/** Who calls us back. A call is a reason to ask, never a proof of what it says. */
export interface MessagingCallbackPort {
  /** The block's own `requestUid`. @throws {Problem} SignatureInvalid when it is not the block that calls; InvalidRequest without one */
  receive(delivery: CallbackDelivery): string;
}
