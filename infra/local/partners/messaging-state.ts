/** What the Messaging block of the sandbox keeps. */
export const STATUSES = ['scheduled', 'processing', 'deferred', 'bounced', 'notSent', 'delivered'] as const;
export type Status = (typeof STATUSES)[number];

/** One message that the block was handed, and what becomes of it. */
export interface BlockMessage {
  to: string;
  status: Status;
}

/** A request as the block keeps it. */
export interface BlockRequest {
  requestUid: string;
  kind: 'email' | 'sms';
  /** Of the caller, where it sent one: a known one is taken once. */
  key?: string;
  title?: string;
  content: string;
  sender?: Readonly<Record<string, unknown>>;
  messages: BlockMessage[];
  callbackUri?: string;
  at: string;
}

/** What the sandbox keeps of the block. */
export interface MessagingState {
  messageRequests: Record<string, BlockRequest>;
}
