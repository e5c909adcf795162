/** What functions are told of partners: of each as much as they need, since a function can read what it is told, secrets included. */
import * as z from 'zod';
import type { Settings } from '../settings.ts';
import type { FunctionWiring } from './wiring.ts';

/** As much of the Messaging block's settings as decides what is granted; the functions hold them to their schema. */
const Messaging = z
  .looseObject({
    email: z.boolean().catch(false),
    sms: z.looseObject({ order: z.array(z.string()).catch(['messaging', 'sns']) }).optional(),
    callback: z.unknown().optional(),
  })
  .optional()
  .catch(undefined);

const Shown = z.looseObject({ tls: z.string().optional() }).catch({});

const Order = z.looseObject({ order: z.array(z.string()).catch(['sns', 'http']) }).catch({ order: ['sns'] });

const messagingOf = ({ messaging }: Settings['partners']) => Messaging.parse(messaging);

/** Whether e-mails leave by SES: they do unless the country has a Messaging block for them. */
export const emailsLeaveBySes = (partners: Settings['partners']): boolean => messagingOf(partners)?.email !== true;

/** Whether any text leaves by SNS. */
export const textsLeaveBySns = (partners: Settings['partners']): boolean =>
  (messagingOf(partners)?.sms?.order ?? Order.parse(partners['sms']).order).includes('sns');

const isIn = <Value>(value: Value | undefined): value is Value => value !== undefined;

/** A country's own block with the client certificate that it is shown, for whoever calls it. */
const blockOf = (partners: Settings['partners'], name: 'messaging' | 'consent') => {
  const { tls } = Shown.parse(partners[name]);
  const certificates = z.record(z.string(), z.json()).catch({}).parse(partners['certificates']);
  const shown = tls === undefined ? undefined : certificates[tls];
  return {
    ...(isIn(partners[name]) ? { [name]: partners[name] } : {}),
    ...(tls === undefined || shown === undefined ? {} : { certificates: { [tls]: shown } }),
  };
};

/** The variable by which a function is told of partners; none where it calls none. */
export const partnersFor = (wiring: FunctionWiring, all: Settings['partners']): Record<string, string> => {
  const { identityProvider: _provider, messaging: _messaging, consent: _consent, sms, ...others } = all;
  const gateway = isIn(sms) ? { sms } : {};
  const block = messagingOf(all);
  const callback = block?.callback;
  const told = [
    ...(wiring.partners === undefined ? [] : [{ ...others, ...gateway }]),
    ...(wiring.webhooks === undefined ? [] : [isIn(others['webhooks']) ? { webhooks: others['webhooks'] } : {}]),
    ...(wiring.texts === undefined ? [] : [{ ...gateway, ...(block?.sms === undefined ? {} : blockOf(all, 'messaging')) }]),
    ...(wiring.emails === undefined ? [] : [block?.email === true ? blockOf(all, 'messaging') : {}]),
    ...(wiring.consents === undefined ? [] : [blockOf(all, 'consent')]),
    ...(wiring.receipts === undefined ? [] : [{ ...gateway, ...(callback === undefined ? {} : { messaging: { callback } }) }]),
  ];
  return told.length === 0
    ? {}
    : { PARTNERS: JSON.stringify(told.reverse().reduce<Record<string, unknown>>((sum, one) => ({ ...sum, ...one }), {})) };
};
