/** What every call to a partner carries beside its question. */
export interface PartnerCall {
  /** The instant (ISO 8601, UTC) at which the call is made, as the caller was told it; the circuit breaker counts its pause by it. */
  readonly at: string;
  /** Follows one request through all systems; no personal data. */
  readonly correlationId: string;
  /** The same key for every repeat of the same call. */
  readonly idempotencyKey?: string;
}
