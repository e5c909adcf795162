import { createHmac } from 'node:crypto';
import type { Country } from '../country.ts';

/** What a country's gateway posts for a text from a phone, signed with the secret that it shares with us. */
export interface SignedText {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signs a text as the gateway `sandbox` does; `id` is the gateway's own of it. */
export const signedText = ({ local, partners }: Country, { id, from, text }: { id: string; from: string; text: string }): SignedText => {
  const body = JSON.stringify({ id, from, text });
  const at = local.clock.now();
  const { secret } = partners.configuration.textGateways.sandbox;
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-gateway-key': 'sandbox',
      'x-gateway-timestamp': at,
      'x-gateway-signature': `sha256=${createHmac('sha256', secret.value).update(`${at}.${body}`).digest('hex')}`,
    },
  };
};

let written = 0;

/** A phone writes to the programme's number, and what follows comes to rest. @throws Error when the text is not taken */
export const writeText = async (country: Country, from: string, text: string): Promise<void> => {
  const signed = signedText(country, { id: `text-${country.local.clock.now()}-${String((written += 1))}`, from, text });
  const { status } = await fetch(`${country.local.apiUrl}/incoming-texts`, { method: 'POST', ...signed });
  if (status !== 202) throw new Error(`a text from a phone was answered ${String(status)}`);
  await country.settle();
};

/** Presses a button of the page whose link the latest text to a phone holds. @throws Error when there is no link, or the page refuses */
export const pressLink = async (country: Country, phone: string, answer: string): Promise<void> => {
  const text = country.sentTexts().findLast((sent) => sent.to === phone && sent.message.includes('/r/'))?.message ?? '';
  const link = /\/r\/[\w-]{22}/.exec(text)?.[0];
  if (link === undefined) throw new Error('no text to this phone holds a link');
  const { status } = await fetch(`${country.local.apiUrl}${link}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ answer }).toString(),
  });
  if (status !== 200) throw new Error(`the page of a referral answered ${String(status)}`);
  await country.settle();
};
