import { readFileSync } from 'node:fs';
import type { EventBridgeEvent } from 'aws-lambda';
import { CaseExited, CaseReinstated } from '../../../events/catalogue.ts';
import { Consents } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { signConsent } from '../../../functions/consent/api/sign-consent.ts';
import { allOf, type CaseFile } from '../../../functions/casefile/files.ts';
import { Reviews, type Review } from '../../../functions/casefile/review.ts';
import { tellAfterChange } from '../../../functions/consent/subscribers/tell-after-change.ts';
import { keepIndividual, takeWord } from '../../../functions/consent/domain/register-standing.ts';
import { isProblem } from '../../../functions/kernel/problem.ts';
import { PartnersConfiguration } from '../../../functions/partners/http/configuration.ts';
import { consentClient } from '../../../functions/partners/http/consent-client.ts';
import { ConsentRegisterConfiguration } from '../../../functions/partners/http/consent-configuration.ts';
import { partnersOverHttp } from '../../../functions/partners/http/partners.ts';
import { registerMother } from '../../../functions/registration/api/register-mother.ts';
import { recordBirth } from '../../../functions/registration/api/add-children.ts';
import { decideReview } from '../../../functions/reviews/api/decide-review.ts';
import { answerLateComer, answerWaiting } from '../../../functions/reviews/subscribers/answer-waiting.ts';
import type { Subscription } from '../../../functions/runtime/subscriber.ts';
import { taskFunction } from '../../../functions/runtime/task.ts';
import type { Workflows } from '../../../functions/runtime/workflows.ts';
import { actOnDecision } from '../../../functions/verification/subscribers/act-on-decision.ts';
import { resumeVerification } from '../../../functions/verification/subscribers/resume-verification.ts';
import { startRequested } from '../../../functions/verification/subscribers/start-requested.ts';
import { startVerification } from '../../../functions/verification/subscribers/start-verification.ts';
import { eraseStep } from '../../../functions/updating/domain/erase-case.ts';
import { Erasures } from '../../../functions/updating/records.ts';
import { stopVerification } from '../../../functions/verification/subscribers/stop-verification.ts';
import { tryFallenDue } from '../../../functions/verification/subscribers/try-fallen-due.ts';
import { verifyCorrection } from '../../../functions/verification/subscribers/verify-correction.ts';
import { verifyLateChild } from '../../../functions/verification/subscribers/verify-late-child.ts';
import { verifyUnderNewConsent } from '../../../functions/verification/subscribers/verify-under-new-consent.ts';
import { verificationTasks } from '../../../functions/verification/tasks/verification-tasks.ts';
import { readDefinition } from '../../../infra/local/machines/definition.ts';
import { interpret } from '../../../infra/local/machines/interpreter.ts';
import { StateError } from '../../../infra/local/machines/state-error.ts';
import type { Json } from '../../../infra/local/json.ts';
import { startPartners } from '../../../infra/local/partners/start-partners.ts';
import type { Population } from '../../../infra/local/partners/state.ts';
import { dateOf } from '../../../functions/kernel/dates.ts';
import type { Engine } from '../../support/engine.ts';
import { aSigner } from '../../support/signer.ts';
import { aContext, aWorld, call, testVault } from '../../support/world.ts';
import { shippedProgrammes } from '../../support/builders.ts';

export const programmes = shippedProgrammes;

const LONG_AGO = '2020-01-01T10:00:00.000Z';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How a call of a task goes wrong: before it is carried out, or after. */
export type Crash = { readonly call: number; readonly when: 'before' | 'after' };

/** What one execution went through. */
export interface Ran {
  readonly path: string[];
  readonly input: Json;
  failed?: string;
}

export const MOTHER = {
  givenName: 'Sowmya',
  familyName: 'Krishnamurti',
  birthDate: '1996-05-14',
  phone: '+919876543210',
  nationalId: '53',
};
export const CHILD = { sex: 'female', bornOn: '2026-02-20', birthPlace: 'facility', facility: 'hf-1' };
export const KNOWN: Population = {
  people: [{ nationalId: '53', givenName: 'Sowmya', familyName: 'Krishnamurti', birthDate: '1996-05-14', sex: 'female' }],
  births: [{ childId: '5301', certificate: 'BC-53', birthDate: '2026-02-20', sex: 'female', motherId: '53' }],
};

export interface VerificationWorldOptions {
  readonly population?: Population;
  readonly startsAt?: string;
  readonly birthRegistrationDays?: number;
  /** Whether the country has a consent block of its own. @default false */
  readonly ownConsentBlock?: boolean;
  /** Where birth registration calls back, and how it signs. @default - it is only asked */
  readonly callback?: { readonly url: string; readonly secret: string };
}

/**
 * The contexts of verification and reviews on the real engine, the sandbox registries and the real state machine; events go from the
 * outbox to the subscribers whenever the world settles.
 */
export const aVerificationWorld = async (
  engine: Engine,
  {
    population = KNOWN,
    startsAt = '2026-03-01T10:00:00.000Z',
    birthRegistrationDays = 14,
    ownConsentBlock = false,
    callback,
  }: VerificationWorldOptions = {},
) => {
  const world = await aWorld(engine);
  let now = Date.parse(startsAt);
  const sandbox = await startPartners({ now: () => now, seed: population, settings: { birthRegistrationDays } });
  const { configuration } = sandbox;
  const partners = partnersOverHttp(
    PartnersConfiguration.parse({
      ...configuration,
      identity: { ...configuration.identity, breaker: { failures: 1000 } },
      civilRegistry: {
        ...configuration.civilRegistry,
        breaker: { failures: 1000 },
        ...(callback === undefined ? {} : { callback: { secret: { value: callback.secret } } }),
      },
    }),
  );
  const register = ownConsentBlock
    ? consentClient(ConsentRegisterConfiguration.parse({ ...sandbox.consentSettings, breaker: { failures: 1000 } }))
    : undefined;
  const { files, table } = world;
  const at = () => new Date(now).toISOString();

  const definition = readDefinition('verification', readFileSync('statemachines/verification.asl.json', 'utf8'));
  const tasks = taskFunction(
    verificationTasks({
      files,
      vault: testVault,
      programmes,
      identity: () => partners.identity,
      civilRegistry: () => partners.civilRegistry,
      register: () => register,
      ...(callback === undefined ? {} : { callbackUrl: () => callback.url }),
    }),
  );
  const runs = new Map<string, Ran>();
  const waiting = new Map<string, (output: Json) => void>();
  const answered = new Map<string, Json>();
  let active = 0;
  let calls = 0;
  let crash: Crash | undefined;
  let tokens = 0;
  let isBroken = false;
  const payloads: Json[] = [];

  const invoke = async (payload: Json): Promise<Json> => {
    calls += 1;
    payloads.push(payload);
    if (isBroken && (payload as { task: string }).task !== 'CheckConsent') throw new StateError('Defect', 'broken down');
    const isStruck = crash?.call === calls;
    if (isStruck && crash?.when === 'before') throw new StateError('Lambda.ServiceException', 'struck before');
    try {
      const result = (await tasks.handler(JSON.parse(JSON.stringify(payload)) as never, {} as never)) as Json;
      payloads.push(result ?? null);
      if (isStruck) throw new StateError('Lambda.ServiceException', 'struck after');
      return { Payload: JSON.parse(JSON.stringify(result ?? null)) as Json };
    } catch (error) {
      if (error instanceof StateError) throw error;
      if (isProblem(error)) throw new StateError(error.name, error.message);
      throw error;
    }
  };

  const start: Workflows['start'] = (_machine, name, input) => {
    if (runs.has(name)) return Promise.resolve();
    const ran: Ran = { path: [], input: input as Json };
    runs.set(name, ran);
    const known = new Map<string, Json>();
    const run = interpret({
      now: () => now,
      memory: {
        recall: (place) => known.get(place),
        remember: (place, value) => void known.set(place, value),
        forget: () => known.clear(),
      },
      sleepUntil: () => Promise.resolve(),
      newToken: () => `token-${String(++tokens)}`,
      entered: (state) => void ran.path.push(state),
      async perform({ parameters, token }) {
        const result = await invoke((parameters as { Payload: Json }).Payload);
        if (token === undefined) return result;
        const early = answered.get(token);
        if (early !== undefined) return early;
        active -= 1;
        return new Promise<Json>((resolve) =>
          waiting.set(token, (output) => {
            active += 1;
            resolve(output);
          }),
        );
      },
    });
    active += 1;
    void run(definition, input as Json, { Execution: { Name: name } }, new AbortController().signal)
      .catch((error: unknown) => (ran.failed = String(error)))
      .finally(() => (active -= 1));
    return Promise.resolve();
  };
  const workflows: Workflows = {
    start,
    answer(token, output) {
      const waiter = waiting.get(token);
      waiting.delete(token);
      if (waiter !== undefined) waiter(output as Json);
      return Promise.resolve();
    },
    fail: () => Promise.resolve(),
  };

  const needs = { files, workflows };
  const subscriptions: readonly Subscription[] = [
    startVerification(needs),
    startRequested(needs),
    verifyLateChild(needs),
    tryFallenDue(needs),
    verifyCorrection(needs),
    verifyUnderNewConsent(needs),
    actOnDecision(needs),
    stopVerification(needs),
    resumeVerification(needs),
    answerWaiting(needs),
    answerLateComer(needs),
    ...tellAfterChange({ files, vault: testVault, identities: testVault, signer: aSigner(), table, register: () => register }),
  ];
  const cases: string[] = [];
  const delivered = new Set<string>();

  const deliver = async (detailType: string, detail: unknown): Promise<void> => {
    for (const subscription of subscriptions.filter((each) => each.detailType === detailType))
      await subscription.run({ 'detail-type': detailType, detail } as EventBridgeEvent<string, unknown>).catch((error: unknown) => {
        if (!isProblem(error)) throw error;
      });
  };

  /** Until no execution runs and no event is undelivered. */
  const settle = async (): Promise<void> => {
    for (;;) {
      while (active > 0) await new Promise((resolve) => setTimeout(resolve, 2));
      let news = 0;
      for (const caseId of cases)
        for (const event of await files.history(caseId)) {
          const id = event.detail.metadata['eventId'] ?? '';
          if (delivered.has(id)) continue;
          delivered.add(id);
          news += 1;
          await deliver(event.detailType, event.detail);
        }
      if (news === 0 && active === 0) return;
    }
  };

  /** What the hourly sweep does: everything of the due index up to today is announced. */
  const sweep = async (): Promise<void> => {
    await sandbox.control.tick();
    const today = dateOf(at());
    for (const caseId of cases) {
      const { items, root } = await files.open(caseId, aContext(at()));
      for (const item of items) {
        const [day, kind] = item.dueSk?.split('#') ?? [];
        if (day === undefined || day > today) continue;
        const metadata = {
          eventId: crypto.randomUUID(),
          occurredAt: at(),
          caseId,
          correlationId: 'sweep',
          causationId: 'sweep',
          area: root.area,
          programme: root.programme,
        };
        await deliver('ItemFellDue.v1', { metadata, data: { kind, item: item.sk, dueOn: day } });
      }
    }
    await settle();
  };

  const open = (caseId: string): Promise<CaseFile> => files.open(caseId, aContext(at()));
  const fileOf = async (caseId: string) => {
    const file = await open(caseId);
    return { ...file, status: file.root.status, reviews: allOf(file, Reviews) };
  };

  return {
    world,
    files,
    table,
    control: sandbox.control,
    /** The country's consent block, where there is one. */
    consentRegister: register,
    configuration,
    runs: () => [...runs.values()],
    calls: () => calls,
    payloads: () => payloads,
    /** Whether every task but the first fails. */
    breakDown: (broken: boolean) => (isBroken = broken),
    crashAt: (point: Crash | undefined) => (crash = point),
    at,
    settle,
    sweep,
    fileOf,
    /** Delivers a fact of another context, as if it had come from the bus. */
    async hear(caseId: string, detailType: string, data: Record<string, unknown>): Promise<void> {
      const metadata = {
        eventId: crypto.randomUUID(),
        occurredAt: at(),
        caseId,
        correlationId: 'c',
        causationId: 'c',
        area: 'north-1',
        programme: 'DEFAULT',
      };
      await deliver(detailType, { metadata, data });
      await settle();
    },
    async register(changes: Record<string, unknown> = {}): Promise<string> {
      const answer = await call(registerMother({ files, vault: testVault, programmes }), {
        at: at(),
        body: {
          programme: 'DEFAULT',
          area: 'north-1',
          language: 'en',
          mother: MOTHER,
          children: [CHILD],
          consent: { method: 'paper', scanReference: 'scan-1' },
          ...changes,
        },
      });
      if (answer.status !== 201) throw new Error(answer.text);
      const caseId = String(answer.body['caseId']);
      cases.push(caseId);
      await settle();
      return caseId;
    },
    async signConsent(caseId: string): Promise<void> {
      const answer = await call(signConsent({ files, vault: testVault }), {
        at: at(),
        path: { caseId },
        body: { method: 'paper', scanReference: 'scan-2', purposes: ['verification'] },
      });
      if (answer.status !== 201) throw new Error(answer.text);
      await settle();
    },
    /** Somebody writes a purpose into the record behind our back. */
    forgeConsent: (caseId: string) =>
      files.change(caseId, aContext(at()), (file) => ({
        put: allOf(file, Consents).map((consent) => place(Consents, { ...consent, purposes: ['programme', 'verification'] })),
        answer: undefined,
      })),
    /** Whoever tells the country's consent block of a case ends in the middle of it. */
    cutOffSpeaker: (caseId: string) =>
      files.change(caseId, aContext(at()), (file) => ({ ...takeWord(file, { by: 'cut off', at: at() }), answer: undefined })),
    /** The case is another one of an individual whom the country's consent block knows. */
    ofIndividual: (caseId: string, individualId: string) =>
      files.change(caseId, aContext(at()), (file) => keepIndividual(file, individualId)),
    /** Her wish to be forgotten has come to its day. */
    async erase(caseId: string): Promise<void> {
      const wish = { erasureId: crypto.randomUUID(), requestedAt: LONG_AGO, requestedBy: 'manager-1', messagesBefore: 'all' } as const;
      await files.change(caseId, aContext(at()), () => ({
        put: [place(Erasures, { ...wish, erasedOn: dateOf(at()) })],
        answer: undefined,
      }));
      const step = () => files.change(caseId, aContext(at()), (file) => eraseStep(file, programmes.get('DEFAULT'), [], aContext(at())));
      while ((await step()) !== 'erased');
      await settle();
    },
    /** The case is one from before the country had a consent block. */
    forgetRegister: (caseId: string) =>
      files.change(caseId, aContext(at()), () => ({ remove: [{ pk: `CASE#${caseId}`, sk: 'CONSENT-REGISTER' }], answer: undefined })),
    async exit(caseId: string): Promise<void> {
      const exit = {
        reason: 'moved',
        on: dateOf(at()),
        at: at(),
        payments: 'stop',
        messages: 'stop',
        reversibleUntil: dateOf(at()),
      } as const;
      await files.change(caseId, aContext(at()), ({ root }) => ({
        root: { ...root, status: 'exited', exit: { ...exit, from: root.status } },
        facts: [CaseExited.of({ reason: 'moved', payments: 'stop', messages: 'stop' })],
        answer: undefined,
      }));
      await settle();
    },
    async reinstate(caseId: string): Promise<void> {
      await files.change(caseId, aContext(at()), ({ root: { exit, ...root } }) => ({
        root: { ...root, status: exit?.from ?? root.status },
        facts: [CaseReinstated.of({ reason: 'wrong' })],
        answer: undefined,
      }));
      await settle();
    },
    async addChild(caseId: string, child: Record<string, unknown>): Promise<void> {
      const answer = await call(recordBirth({ files, vault: testVault, programmes }), {
        at: at(),
        path: { caseId },
        body: { children: [child] },
      });
      if (answer.status !== 201) throw new Error(answer.text);
      await settle();
    },
    async decide(caseId: string, { reviewId }: Pick<Review, 'reviewId'>, decision: string): Promise<void> {
      const answer = await call(decideReview({ files }), {
        at: at(),
        path: { caseId, reviewId },
        body: { decision },
        user: 'ann',
        groups: ['supervisor'],
      });
      if (answer.status !== 200) throw new Error(answer.text);
      await settle();
    },
    openReview: async (caseId: string): Promise<Review> => {
      const review = allOf(await open(caseId), Reviews).find(({ status }) => status === 'open');
      if (review === undefined) throw new Error('no review is open');
      return review;
    },
    /** Moves the clock, with a sweep at each full hour; over whole days only with the first of each day. */
    async pass({ hours = 0, days = 0 }: { hours?: number; days?: number }): Promise<void> {
      const until = now + hours * HOUR_MS + days * DAY_MS;
      const step = days > 0 ? DAY_MS : HOUR_MS;
      while (now < until) {
        now = Math.min(Math.floor(now / step) * step + step, until);
        await sweep();
      }
    },
    facts: async (caseId: string) => (await files.history(caseId)).map(({ detailType }) => detailType.replace('.v1', '')),
    stop: () => sandbox.stop(),
  };
};
export type VerificationWorld = Awaited<ReturnType<typeof aVerificationWorld>>;
