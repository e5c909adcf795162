import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { LocalOptions, LocalSystem } from './local-system.ts';
import { startPartners, type RunningPartners } from './partners/start-partners.ts';
import { startLocal } from './start-local.ts';

/** A text as it left. */
export interface SentText {
  readonly at: string;
  /** A phone, or the topic of those who subscribed. */
  readonly to: string;
  readonly message: string;
}

/** The local system with its sandbox partners, under one clock. */
export interface Country {
  readonly local: LocalSystem;
  readonly partners: RunningPartners;
  /** The texts that have left, by SNS or by the Messaging block of the country, in their order. */
  readonly sentTexts: () => readonly SentText[];
  /** Moves the clock; what is due on the way happens in its order, at us and at the partners. */
  readonly passTo: (instant: string) => Promise<void>;
  readonly passDays: (days: number) => Promise<void>;
  /** Lets everything that is under way come to rest. */
  readonly settle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface CountryOptions extends Pick<LocalOptions, 'clock' | 'onCall' | 'log' | 'ports' | 'environments'> {
  readonly assembly: string;
  /** A folder for everything that lasts; in memory when left out. */
  readonly folder?: string;
  readonly partnersPort?: number;
  /** Whether the country has a consent block of its own, which then decides in place of ours. @default false */
  readonly ownConsentBlock?: boolean;
  /** Whether the country has a Messaging block of its own, through which e-mails and texts leave. @default - where the settings have one */
  readonly ownMessagingBlock?: boolean;
  /** Variables of every function, beside those of the template. */
  readonly variables?: Readonly<Record<string, string>>;
}

const Told = z.object({
  messaging: z.looseObject({ email: z.boolean().optional(), sms: z.json().optional(), callback: z.json().optional() }).optional(),
});

interface OwnBlocks {
  readonly ownConsentBlock: boolean;
  readonly ownMessagingBlock: boolean;
}

/** The sandboxes in the place of the partners. Messages leave through the sandbox of a Messaging block where the settings have one for them. */
const toldOf = (
  { configuration, consentSettings }: RunningPartners,
  template: string,
  { ownConsentBlock, ownMessagingBlock }: OwnBlocks,
) => {
  const { messaging, ...rest } = configuration;
  const others = ownConsentBlock ? { ...rest, consent: consentSettings } : rest;
  if (ownMessagingBlock) return { ...others, messaging };
  const { messaging: told } = Told.parse(JSON.parse(template));
  if (told === undefined) return others;
  const { email = false, sms } = told;
  const { sms: _sms, callback, ...block } = messaging;
  const chosen = { email, ...(sms === undefined ? {} : { sms }), ...(told.callback === undefined ? {} : { callback }) };
  return { ...others, messaging: { ...block, ...chosen } };
};

const textsThrough = (local: LocalSystem, { control }: RunningPartners): readonly SentText[] => {
  const bySns = local.sms().map(({ at, phoneNumber, topicArn = '', message }) => ({ at, to: phoneNumber ?? topicArn, message }));
  const byBlock = control
    .messages()
    .flatMap(({ kind, at, content, messages }) => (kind === 'sms' ? messages.map(({ to }) => ({ at, to, message: content })) : []));
  return [...bySns, ...byBlock].sort((left, right) => Date.parse(left.at) - Date.parse(right.at));
};

/** Starts a whole country on 127.0.0.1. */
export const startCountry = async ({
  assembly,
  folder,
  partnersPort,
  ownConsentBlock = false,
  ownMessagingBlock = false,
  variables = {},
  ...options
}: CountryOptions): Promise<Country> => {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  let running: RunningPartners | undefined;
  const partnersOf = (): RunningPartners => {
    if (running === undefined) throw new Error('the partners have not started');
    return running;
  };
  const local = await startLocal({
    ...options,
    assembly,
    data: folder === undefined ? { memory: true } : { file: folder },
    partners: async (now) => {
      running = await startPartners({
        now,
        ...(partnersPort === undefined ? {} : { port: partnersPort }),
        ...(folder === undefined ? {} : { file: join(folder, 'partners.json') }),
      });
      return running;
    },
    environment: (_name, { partnersUrl = '', template }) => ({
      ...variables,
      // whoever asked to be called back lives outside this machine
      CALLBACKS: 'off',
      // no network behind the local outbox has to be spared
      ...(template['SMS_PER_SECOND'] === undefined ? {} : { SMS_PER_SECOND: '0' }),
      ...(template['PARTNERS'] === undefined
        ? {}
        : {
            PARTNERS: JSON.stringify(toldOf(partnersOf(), template['PARTNERS'], { ownConsentBlock, ownMessagingBlock })).replaceAll(
              partnersOf().baseUrl,
              partnersUrl,
            ),
          }),
      ...(template['IDENTITY_PROVIDER'] === undefined
        ? {}
        : { IDENTITY_PROVIDER: JSON.stringify({ ...partnersOf().identityProvider(), baseUrl: partnersUrl }) }),
      ...(template['NATIONAL_SIGN_IN'] === undefined ? {} : { NATIONAL_SIGN_IN: 'yes' }),
    }),
  });
  if (ownConsentBlock) partnersOf().control.setConsentWebhook(`${local.apiUrl}/consent-callbacks`);
  return {
    local,
    partners: partnersOf(),
    sentTexts: () => textsThrough(local, partnersOf()),
    settle: () => local.idle(),
    passTo: (instant) => local.clock.advanceTo(instant),
    passDays: (days) => local.clock.advanceBy({ days }),
    stop: () => local.stop(),
  };
};
