/** One attempt to hand an event over. */
export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How much of the answer is read where it is a question; a longer one is a failure. Absent: nothing is. */
  readonly mostAnswerBytes?: number;
}

/** What came of it: a status, or a word for why there was none. What the receiver wrote stands there only where it was asked for. */
export type WebhookAnswer =
  | { readonly status: number; readonly retryAfterSeconds?: number; readonly body?: string }
  | { readonly status?: undefined; readonly failure: string };

/** Sends events to addresses that partners have named. */
export interface WebhookPort {
  /** Sends once; follows no redirect, and reaches no address that is not public unless the deployment allows it. */
  send(call: WebhookCall): Promise<WebhookAnswer>;
}
