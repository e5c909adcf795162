/** A text that a gateway hands over, in the gateway's own words for who and which. */
export interface GatewayText {
  /** As the gateway writes it; E.164, with or without its plus sign, or as dialled in the country. */
  readonly from: string;
  readonly text: string;
  /** The gateway's own id of it: a second delivery has the same. */
  readonly gatewayId: string;
  /** Which gateway, by the id of its key. */
  readonly gateway: string;
}

/** Gateways that hand over texts from phones by a signed call. */
export interface TextGatewayPort {
  /** @throws {Problem} SignatureInvalid when the key is unknown, the signature wrong or the call too old; InvalidRequest when it is no text */
  receive(call: { readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly at: string }): GatewayText;
}
