import { createServer } from 'node:http';
import { once } from 'node:events';
import type { CallbackDelivery } from '../../../functions/partners/payment-rail.ts';
import type { PartnerCall } from '../../../functions/partners/partner-call.ts';
import { PartnersConfiguration } from '../../../functions/partners/http/configuration.ts';
import { partnersOverHttp } from '../../../functions/partners/http/partners.ts';
import { startPartners, type PartnersOptions } from '../../../infra/local/partners/start-partners.ts';

const MINUTE_MS = 60_000;

export interface WorldOptions extends Omit<PartnersOptions, 'now'> {
  readonly startsAt?: string;
  /** Laid over the settings of every partner. */
  readonly endpoint?: Readonly<Record<string, unknown>>;
  /** Laid over the settings of the rail. */
  readonly rail?: Readonly<Record<string, unknown>>;
  /** Laid over the settings of mobile money. */
  readonly mobileMoney?: Readonly<Record<string, unknown>>;
}

/** The clients, the sandboxes that they speak to, a clock to move, and a place where callbacks arrive. */
export const aWorld = async ({
  startsAt = '2026-03-01T08:00:00.000Z',
  endpoint = {},
  rail = {},
  mobileMoney = {},
  ...options
}: WorldOptions = {}) => {
  let now = Date.parse(startsAt);
  const sandbox = await startPartners({ ...options, now: () => now });
  const { identity, civilRegistry, rail: payments, rails } = sandbox.configuration;
  const configuration = PartnersConfiguration.parse({
    identity: { ...identity, ...endpoint },
    civilRegistry: { ...civilRegistry, ...endpoint },
    consent: { ...sandbox.consentSettings, ...endpoint },
    rail: { ...payments, ...endpoint, ...rail },
    rails: { 'mobile-money': { ...rails['mobile-money'], ...endpoint, ...mobileMoney } },
  });

  const inbox: (CallbackDelivery & { readonly url: string })[] = [];
  let answersCallbacks = 202;
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join() : value]),
      );
      inbox.push({ headers, body: Buffer.concat(chunks).toString('utf8'), at: new Date(now).toISOString(), url: request.url ?? '' });
      response.writeHead(answersCallbacks).end();
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  return {
    sandbox,
    control: sandbox.control,
    configuration,
    partners: partnersOverHttp(configuration),
    inbox,
    callbackUrl: `http://127.0.0.1:${String(port)}/callbacks/rail`,
    answerCallbacksWith: (status: number) => (answersCallbacks = status),
    call: (more: Partial<PartnerCall> = {}): PartnerCall => ({ at: new Date(now).toISOString(), correlationId: 'corr-1', ...more }),
    /** Moves the clock, doing what falls due on the way at its own time. */
    async pass(minutes: number): Promise<void> {
      const until = now + minutes * MINUTE_MS;
      for (let due = sandbox.control.nextDueAt(); due !== undefined && due <= until; due = sandbox.control.nextDueAt()) {
        now = Math.max(now, due);
        await sandbox.control.tick();
      }
      now = until;
      await sandbox.control.tick();
    },
    async stop(): Promise<void> {
      await sandbox.stop();
      receiver.closeAllConnections();
      receiver.close();
      await once(receiver, 'close');
    },
  };
};
export type World = Awaited<ReturnType<typeof aWorld>>;
