import { invalidRequest } from '../kernel/problem.ts';
import { faultOfUrl } from '../partners/http/webhook-client.ts';
import type { WebhooksConfiguration } from '../partners/http/webhooks-configuration.ts';

/** @throws {Problem} InvalidRequest naming what is wrong with the address */
export const refuseAddress = (url: string, rules: WebhooksConfiguration, pointer = '#/body/url'): void => {
  const fault = faultOfUrl(url, rules);
  if (fault !== undefined) throw invalidRequest({ pointer, detail: fault });
};
