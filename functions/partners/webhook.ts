/** One attempt to hand an event over. */
export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of it: a status, or a word for why there was none. What the receiver wrote is not read. */
export type WebhookAnswer =
  { readonly status: number; readonly retryAfterSeconds?: number } | { readonly status?: undefined; readonly failure: string };

/** Sends events to addresses that partners have named. */
export interface WebhookPort {
  /** Sends once; follows no redirect, and reaches no address that is not public unless the deployment allows it. */
  send(call: WebhookCall): Promise<WebhookAnswer>;
}
