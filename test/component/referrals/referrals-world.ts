import { randomUUID } from 'node:crypto';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Consents } from '../../../functions/casefile/case.ts';
import { Inbounds } from '../../../functions/casefile/inbound.ts';
import { Questions } from '../../../functions/casefile/question.ts';
import { consentText, draftConsent } from '../../../functions/consent/domain/consent-record.ts';
import { recordConsent, withdrawConsent } from '../../../functions/consent/domain/give-and-withdraw.ts';
import { ItemFellDue } from '../../../events/catalogue.ts';
import { releaseWaiting } from '../../../functions/messaging/subscribers/release-waiting.ts';
import { sendQueued } from '../../../functions/messaging/consumers/send-queued.ts';
import { Messages } from '../../../functions/messaging/records.ts';
import { addOrganisation } from '../../../functions/referrals/api/add-organisation.ts';
import { answerReferral } from '../../../functions/referrals/api/answer-referral.ts';
import { answerThroughLink } from '../../../functions/referrals/api/answer-through-link.ts';
import { changeOrganisation } from '../../../functions/referrals/api/change-organisation.ts';
import { createReferral } from '../../../functions/referrals/api/create-referral.ts';
import { listOrganisationReferrals } from '../../../functions/referrals/api/list-organisation-referrals.ts';
import { listOrganisations } from '../../../functions/referrals/api/list-organisations.ts';
import { listReferrals } from '../../../functions/referrals/api/list-referrals.ts';
import { openLink } from '../../../functions/referrals/api/open-link.ts';
import { recordReferralOutcome } from '../../../functions/referrals/api/record-referral-outcome.ts';
import type { Step } from '../../../functions/referrals/domain/look.ts';
import { linkToken } from '../../../functions/referrals/links.ts';
import { findOrganisation, readOrganisationText } from '../../../functions/referrals/organisations.ts';
import { Referrals } from '../../../functions/referrals/records.ts';
import { cancelReferrals } from '../../../functions/referrals/subscribers/cancel-referrals.ts';
import { findHelp } from '../../../functions/referrals/subscribers/find-help.ts';
import { passUnreached } from '../../../functions/referrals/subscribers/pass-unreached.ts';
import { lookAfterReferrals } from '../../../functions/referrals/subscribers/look-after-referrals.ts';
import { takeMotherAnswer } from '../../../functions/referrals/subscribers/take-mother-answer.ts';
import { takeOrganisationAnswer } from '../../../functions/referrals/subscribers/take-organisation-answer.ts';
import { watchReferral } from '../../../functions/referrals/subscribers/watch-referral.ts';
import { lookAtReferral } from '../../../functions/referrals/tasks/look-at-referral.ts';
import { offerReferral } from '../../../functions/referrals/tasks/offer-referral.ts';
import { textOrganisation } from '../../../functions/referrals/tasks/text-organisation.ts';
import type { Texts } from '../../../functions/runtime/sms.ts';
import { shippedProgrammes } from '../../support/builders.ts';
import { aConsentedCase, type ConsentedCase } from '../../support/consented-case.ts';
import type { Engine } from '../../support/engine.ts';
import { deliver as deliverTo, notedWorkflows, runTask } from '../../support/tasks.ts';
import { aContext, aWorld, call, testVault, type CallOptions } from '../../support/world.ts';

const STAFF: CallOptions = { user: 'sue', groups: ['supervisor'] };

/** A table, the directory, and a state machine that is run by hand. */
export const deriveWorld = async (engine: Engine) => {
  const world = await aWorld(engine);
  const { table, files } = world;
  const { workflows, started } = notedWorkflows();
  const sent: { phone: string; text: string }[] = [];
  const refused = new Set<string>();
  const texts: Texts = {
    send: ({ phone, text }) => {
      if (refused.has(phone)) return Promise.resolve({ state: 'refused', reason: 'invalidNumber' });
      sent.push({ phone, text });
      return Promise.resolve({ state: 'sent', gateway: 'sns', gatewayId: 'gateway-1' });
    },
    announce: () => Promise.resolve({ state: 'unknown' }),
  };
  const needs = {
    files,
    table,
    programmes: shippedProgrammes,
    vault: testVault,
    workflows,
    texts,
    newAttempt: randomUUID,
    apiBaseUrl: () => 'https://n.example/v1',
  };
  const subscriptions = [
    ...watchReferral(needs),
    takeMotherAnswer(needs),
    takeOrganisationAnswer(needs),
    findHelp(needs),
    ...cancelReferrals(needs),
    lookAfterReferrals(needs),
    ...passUnreached(needs),
  ];
  /** The queue of texts is worked off, and who listens hears what became of them; facts of other contexts stay with the test. */
  const handed = new Set<string>();
  const sendTexts = async (caseId: string) => {
    for (let found = true; found;) {
      found = false;
      for (const event of await world.eventsOf(caseId)) {
        const id = event.detail.metadata['eventId'] ?? '';
        const listeners = [...subscriptions, sendQueued(needs)].filter(({ detailType }) => detailType === event.detailType);
        if (handed.has(id) || !event.detailType.startsWith('Message')) continue;
        handed.add(id);
        found = true;
        for (const one of listeners) await one.run({ 'detail-type': event.detailType, detail: event.detail } as never);
      }
    }
  };
  const referralsOf = async (caseId: string) =>
    (await call(listReferrals(needs), { path: { caseId } })).body['items'] as Record<string, unknown>[];
  const stored = async (caseId: string) => allOf(await files.open(caseId, aContext('2026-03-02T10:00:00.000Z')), Referrals);
  const tokenOf = (referralId: string, round: number) => linkToken(testVault, referralId, round);
  const currentToken = async (caseId: string) => {
    const [referral] = await stored(caseId);
    return tokenOf(referral?.referralId ?? '', referral?.offers.length ?? 0);
  };
  const pressToken = (token: string, answer: string, at: string) =>
    call(answerThroughLink(needs), {
      path: { token },
      rawBody: `answer=${answer}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      at,
    });
  const openToken = (token: string) => call(openLink(needs), { path: { token } });
  const deliver = async (caseId: string, fact: string, data: Readonly<Record<string, unknown>>, at?: string) => {
    for (const one of subscriptions.filter(({ detailType }) => detailType === `${fact}.v1`)) await deliverTo(one, caseId, data, at);
  };
  /** Runs the state machine from a look until it waits or leaves, as its definition does. `first`: a new execution. */
  const runMachine = async (caseId: string, referralId: string, at: string, first = true): Promise<string> => {
    const execution = first ? randomUUID() : ((await stored(caseId)).find((one) => one.referralId === referralId)?.watcher ?? randomUUID());
    const input = { caseId, referralId };
    const look = (isFirst: boolean) =>
      runTask(lookAtReferral(needs), isFirst ? input : { ...input, next: {} }, { at, execution }) as Promise<Step>;
    let { step } = await look(first);
    for (let states = 0; (step === 'offer' || step === 'text') && states < 30; states += 1) {
      if (step === 'text') await runTask(textOrganisation(needs), input, { at, execution });
      ({ step } = step === 'offer' ? ((await runTask(offerReferral(needs), input, { at, execution })) as Step) : await look(false));
    }
    await sendTexts(caseId);
    // an offer that reached nobody was passed on meanwhile, which wakes the machine
    const [referral] = (await stored(caseId)).filter((one) => one.referralId === referralId);
    return referral?.stage === 'seeking' ? runMachine(caseId, referralId, at, false) : step;
  };
  const aCase = (seed: ConsentedCase = {}) => aConsentedCase(world, seed);
  const refer = (caseId: string, body: Record<string, unknown>, options: CallOptions = {}) =>
    call(createReferral(needs), { path: { caseId }, body: { motherAgrees: true, ...body }, ...STAFF, ...options });

  return {
    ...world,
    started,
    aCase,
    refer,
    runMachine,
    deliver,
    referralsOf,
    referralOf: async (caseId: string) => (await referralsOf(caseId))[0],
    /** A mother whose need for food was offered, as far as somebody is there. */
    anOffer: async (at: string, body: Record<string, unknown> = {}) => {
      const caseId = await aCase();
      const referralId = String((await refer(caseId, { domain: 'food', ...body })).body['referralId']);
      await runMachine(caseId, referralId, at);
      return { caseId, referralId };
    },
    addOrganisation: (organisationId: string, changes: Record<string, unknown> = {}, options: CallOptions = STAFF) =>
      call(addOrganisation(needs), {
        body: {
          organisationId,
          name: organisationId,
          calledAs: organisationId,
          kind: 'community',
          areas: ['north-1'],
          domains: ['food'],
          languages: ['en'],
          capacity: 5,
          phone: '+919845099001',
          ...changes,
        },
        ...options,
      }),
    changeOrganisation: (organisationId: string, changes: Record<string, unknown>) =>
      call(changeOrganisation(needs), {
        path: { organisationId },
        body: {
          name: organisationId,
          calledAs: organisationId,
          kind: 'community',
          areas: ['north-1'],
          domains: ['food'],
          capacity: 5,
          ...changes,
        },
        ...STAFF,
      }),
    organisationsOf: async (area: string) =>
      (await call(listOrganisations(needs), { query: { area } })).body['items'] as Record<string, unknown>[],
    loadOf: async (organisationId: string) => (await findOrganisation(table, organisationId))?.load,
    outcome: (caseId: string, referralId: string, body: Record<string, unknown>) =>
      call(recordReferralOutcome(needs), { path: { caseId, referralId }, body, ...STAFF }),
    inHandOf: (organisationId: string, options: CallOptions) =>
      call(listOrganisationReferrals(needs), { path: { organisationId }, ...options }),
    answer: (organisationId: string, referralId: string, answer: string, options: CallOptions) =>
      call(answerReferral(needs), { path: { organisationId, referralId }, body: { answer }, ...options }),
    tokenOf,
    openToken,
    pressToken,
    open: async (caseId: string) => openToken(await currentToken(caseId)),
    press: async (caseId: string, answer: string, at: string) => pressToken(await currentToken(caseId), answer, at),
    textsTo: (phone: string) => sent.filter((one) => one.phone === phone).map(({ text }) => text),
    refusePhone: (phone: string) => refused.add(phone),
    messagesOf: async (caseId: string) => allOf(await files.open(caseId, aContext('2026-03-02T10:00:00.000Z')), Messages),
    /** The sweep finds texts whose time has come. */
    sweepTexts: async (caseId: string, at: string) => {
      for (const message of allOf(await files.open(caseId, aContext(at)), Messages))
        await deliverTo(
          releaseWaiting(needs),
          caseId,
          ItemFellDue.of({ kind: 'message', item: Messages.sk(message), dueOn: at.slice(0, 10) }).data,
          at,
        );
      await sendTexts(caseId);
    },
    readText: async (phone: string, text: string) => readOrganisationText(table, await testVault.hash('organisationPhone', phone), text),
    /** What whoever takes texts does with one of an organisation's. */
    organisationTexts: async (phone: string, text: string, at: string) => {
      const meaning = await readOrganisationText(table, await testVault.hash('organisationPhone', phone), text);
      if (meaning?.understood !== true) throw new Error('the text was not understood');
      await deliver(meaning.caseId, 'OrganisationAnswered', meaning.fact.data, at);
    },
    motherSays: async (caseId: string, referralId: string, helped: boolean, at: string) => {
      const inboundId = randomUUID();
      await files.change(caseId, aContext(at, { causationId: inboundId }), (file) => {
        const questionId = allOf(file, Questions).at(-1)?.questionId ?? randomUUID();
        const intent = { is: 'answer' as const, questionId, kind: 'referral', subjectId: referralId, value: helped ? 1 : 0 };
        const inbound = { inboundId, receivedAt: at, channel: 'sns', gatewayId: inboundId, text: '1', intent };
        return { put: [place(Inbounds, inbound)], answer: undefined };
      });
      await deliver(caseId, 'TextReceived', { inboundId, intent: 'answer', question: 'referral' }, at);
    },
    signAnew: async (caseId: string, at: string) => {
      const draft = draftConsent({ consentId: randomUUID(), method: 'paper', scanReference: 'scan-2', purposes: ['sharing'], at });
      const consent = { ...draft, seal: await testVault.hash('consent', consentText(draft)) };
      await files.change(caseId, aContext(at, { causationId: `signed ${caseId}` }), (file) => recordConsent(file, consent));
    },
    withdrawConsent: (caseId: string, at: string) =>
      files.change(caseId, aContext(at), async (file) => {
        const [consent] = allOf(file, Consents);
        return withdrawConsent(file, consent?.consentId ?? '', at, (text) => testVault.hash('consent', text));
      }),
  };
};
export type ReferralsWorld = Awaited<ReturnType<typeof deriveWorld>>;
