import { createHmac } from 'node:crypto';
import { receiveText } from '../../../functions/conversations/api/receive-text.ts';
import { followPhone } from '../../../functions/conversations/subscribers/follow-phone.ts';
import { tellAccesses } from '../../../functions/conversations/subscribers/tell-accesses.ts';
import { hearMother } from '../../../functions/care/subscribers/hear-mother.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Inbounds } from '../../../functions/casefile/inbound.ts';
import { Reviews } from '../../../functions/casefile/review.ts';
import { consentByText } from '../../../functions/consent/subscribers/consent-by-text.ts';
import { programmeNumberOf } from '../../../functions/enrolment/domain/programme-number.ts';
import { sendAccountLink } from '../../../functions/enrolment/subscribers/send-account-link.ts';
import { sendQueued } from '../../../functions/messaging/consumers/send-queued.ts';
import { tellMother } from '../../../functions/messaging/subscribers/tell-mother.ts';
import type { OutgoingText } from '../../../functions/partners/sms-gateway.ts';
import { textGateway } from '../../../functions/partners/http/text-gateway.ts';
import { hearReceipt } from '../../../functions/payment/subscribers/hear-receipt.ts';
import { correctByText } from '../../../functions/updating/consumers/correct-by-text.ts';
import { finishPhoneChange } from '../../../functions/updating/subscribers/finish-phone-change.ts';
import { hearText } from '../../../functions/updating/subscribers/hear-text.ts';
import { MotherRegistered } from '../../../events/catalogue.ts';
import { aCase, aCaseId, shippedProgrammes as programmes, type CaseSeed } from '../../support/builders.ts';
import { deliverAll } from '../../support/deliver.ts';
import { aContext, call, testVault } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

export const AT = '2026-03-01T10:00:00.000Z';
export const later = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
export const HERS = '+919876543210';
/** Of a country without a programme of its own. */
export const STRANGER = '+33612345678';
export const SECRET = 'secret-of-the-gateway';

let named = 0;
let sent = 0;

export interface Text {
  readonly to: string;
  readonly text: string;
}

/** A gateway, a webhook and everybody who listens to what a phone writes, on one table. */
export const conversationsOn = (world: World) => {
  const said: Text[] = [];
  const texts = {
    send: ({ phone, text }: OutgoingText) => {
      said.push({ to: phone, text });
      return Promise.resolve({ state: 'sent' as const, gateway: 'sns', gatewayId: `sms-${String(said.length)}` });
    },
    announce: () => Promise.reject(new Error('nobody announces here')),
  };
  const needs = { ...world, vault: testVault, programmes, texts };
  const gateway = textGateway({
    country: { secret: { value: SECRET }, toleranceSeconds: 300, fields: { from: '/message/msisdn', text: '/message/body', id: '/id' } },
  });
  const operation = receiveText({ ...needs, textGateway: () => gateway });
  const subscriptions = [
    ...followPhone(needs),
    tellAccesses(needs),
    hearMother(needs),
    consentByText(needs),
    correctByText(needs),
    hearText(needs),
    finishPhoneChange(needs),
    sendAccountLink({ ...needs, apiBaseUrl: () => 'https://mothers.example/v1' }),
    ...hearReceipt(needs),
    ...tellMother(needs),
    sendQueued({ ...needs, newAttempt: () => `attempt-${String((sent += 1))}`, apiBaseUrl: () => 'https://n.example/v1' }),
  ];
  const settle = async (...caseIds: string[]): Promise<void> => {
    for (let round = 0; round < 3; round += 1) for (const caseId of caseIds) await deliverAll(world, caseId, subscriptions);
  };
  const post = (body: unknown, at = AT, headers: Record<string, string> = {}) => {
    const rawBody = JSON.stringify(body);
    const signature = `sha256=${createHmac('sha256', SECRET).update(`${at}.${rawBody}`).digest('hex')}`;
    const signed = { 'x-gateway-key': 'country', 'x-gateway-timestamp': at, 'x-gateway-signature': signature };
    return call(operation, { rawBody, headers: { ...signed, ...headers }, at });
  };
  const write = async (text: string, { from = HERS, at = AT, id = `text-${String((sent += 1))}` } = {}) => {
    const answer = await post({ id, message: { msisdn: from, body: text } }, at);
    expect(answer.status).toBe(202);
    return answer;
  };
  /** A case that is found by its phone, as a registration leaves it. */
  const aMother = async ({ root = {}, put = [] }: Pick<CaseSeed, 'root' | 'put'> = {}) => {
    const name = `texts ${String((named += 1))}`;
    const number = programmeNumberOf('NST', aCaseId(name), 0);
    const caseId = await aCase(world.files, {
      name,
      root: { status: 'enrolled', enrolled: { at: AT, programmeNumber: number }, workerId: 'worker-1', workerName: 'Asha', ...root },
      put,
    });
    await world.files.change(caseId, aContext(AT, { causationId: `registered ${name}` }), ({ root: { personId } }) => ({
      facts: [MotherRegistered.of({ personId, channel: 'worker', children: 0, hasNationalId: false })],
      answer: undefined,
    }));
    await settle(caseId);
    said.length = 0;
    return { caseId, number };
  };
  const file = (caseId: string) => world.files.open(caseId, aContext(AT));
  const inbox = async (caseId: string) => allOf(await file(caseId), Inbounds).map(({ text, intent }) => ({ text, is: intent.is }));
  const queue = async (caseId: string) =>
    allOf(await file(caseId), Reviews)
      .filter(({ status }) => status === 'open')
      .map(({ kind, about }) => ({ kind, reason: about['reason'] }));
  return { world, needs, said, settle, post, write, aMother, file, inbox, queue };
};
