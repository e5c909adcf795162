import type { Population } from '../partners/state.ts';
import type { Country } from '../country.ts';
import { done, type Hands } from './hands.ts';
import { pressLink } from './phone.ts';

/** What one family does on one day; `about` is the reader's line. */
export interface Chapter {
  readonly on: string;
  /** Time of day, UTC. @default 09:00 */
  readonly at?: string;
  readonly about: string;
  readonly happens: (scene: Scene) => Promise<void>;
}

/** One mother, from the day she is met. */
export interface Family {
  readonly name: string;
  /** E.164, as the outbox of texts shows it. */
  readonly phone: string;
  /** What her story shows. */
  readonly shows: string;
  /** What the country's registries and rail know of her. */
  readonly known: Population;
  readonly chapters: readonly Chapter[];
}

/** Where a chapter plays: who acts, and the case as far as it is known. */
export interface Scene {
  readonly country: Country;
  readonly worker: Hands;
  readonly supervisor: Hands;
  readonly caseId: () => string;
  readonly childIds: () => readonly string[];
  readonly keep: (caseId: string, childIds: readonly string[]) => void;
  /** She writes to the programme's number, one text after the other; each is taken before the next, and the reader sees them as one line. */
  readonly writes: (...texts: readonly string[]) => Promise<void>;
}

/** Registers the mother and keeps the ids of her case. */
export const registers =
  (body: unknown) =>
  async ({ worker, keep }: Scene): Promise<void> => {
    const answer = await done(
      worker.call('POST', '/registrations', body, {
        'idempotency-key': JSON.stringify(body).length.toString(36) + (body as { mother: { givenName: string } }).mother.givenName,
      }),
    );
    keep(
      String(answer['caseId']),
      (answer['children'] as { childId: string }[]).map(({ childId }) => childId),
    );
  };

/** Records a visit with what it means to the programme. */
export const visit =
  (
    kind: string,
    on: string,
    occurrences: readonly { readonly type: string; readonly attributes?: Readonly<Record<string, unknown>> }[] = [],
    place = 'facility',
  ) =>
  async ({ worker, caseId }: Scene): Promise<void> => {
    await done(worker.call('POST', `/cases/${caseId()}/visits`, { kind, on, place, occurrences }));
  };

/** Records a birth in the case. */
export const birth =
  (...children: readonly object[]) =>
  async ({ worker, caseId, keep, childIds }: Scene): Promise<void> => {
    const answer = await done(worker.call('POST', `/cases/${caseId()}/children`, { children }));
    keep(caseId(), [...childIds(), ...(answer['children'] as { childId: string }[]).map(({ childId }) => childId)]);
  };

/** A second person decides the open review of a kind. */
export const decides =
  (kind: string, area: string, decision: string, note: string) =>
  async ({ supervisor, caseId }: Scene): Promise<void> => {
    const { items } = (await done(supervisor.call('GET', `/reviews?area=${area}&kind=${kind}&limit=100`))) as {
      items: { caseId: string; reviewId: string }[];
    };
    const review = items.find((candidate) => candidate.caseId === caseId());
    if (review === undefined) throw new Error(`no open review of kind ${kind}`);
    await done(supervisor.call('POST', `/cases/${review.caseId}/reviews/${review.reviewId}/decision`, { decision, note }));
  };

/** Reports what happened to mother or child. */
export const reports =
  (event: (scene: Scene) => object) =>
  async (scene: Scene): Promise<void> => {
    await done(scene.worker.call('POST', `/cases/${scene.caseId()}/life-events`, event(scene)));
  };

/** She texts, and waits for the answer to each text before she sends the next. */
export const writes =
  (...texts: readonly string[]) =>
  ({ writes: write }: Scene): Promise<void> =>
    write(...texts);

/** A member of staff does something in her case. */
export const does =
  (who: 'worker' | 'supervisor', path: string, body: (scene: Scene) => object) =>
  async (scene: Scene): Promise<void> => {
    await done(scene[who].call('POST', `/cases/${scene.caseId()}${path}`, body(scene)));
  };

/** The contact of a kind is done now, also after its window. */
export const seesAt =
  (kind: string, where: string) =>
  async ({ country, worker, caseId }: Scene): Promise<void> => {
    const { items } = (await done(worker.call('GET', `/cases/${caseId()}/contacts`))) as { items: { contactId: string; kind: string }[] };
    const contactId = items.find((contact) => contact.kind === kind)?.contactId;
    const on = country.local.clock.now().slice(0, 10);
    await done(worker.call('POST', `/cases/${caseId()}/visits`, { kind, contactId, on, place: where }));
  };

const openAlertOf = async ({ supervisor, caseId }: Scene): Promise<string> => {
  const { items } = (await done(supervisor.call('GET', `/cases/${caseId()}/alerts`))) as {
    items: { alertId: string; status: string; level: string }[];
  };
  const alert = items.find(({ status, level }) => status !== 'closed' && level !== 'routine');
  if (alert === undefined) throw new Error('no alert waits for anybody');
  return `/cases/${caseId()}/alerts/${alert.alertId}`;
};

/** The supervisor takes the alert of a case upon herself. */
export const acceptsAlert = async (scene: Scene): Promise<void> => {
  await done(scene.supervisor.call('POST', `${await openAlertOf(scene)}/accept`, {}));
};

/** The supervisor closes the alert of a case with what came of it. */
export const closesAlert =
  (outcome: string) =>
  async (scene: Scene): Promise<void> => {
    await done(scene.supervisor.call('POST', `${await openAlertOf(scene)}/close`, { outcome }));
  };

/** What was done about her severe readings is recorded, with its time. */
export const actsOnSevereReading = async ({ country, worker, caseId }: Scene): Promise<void> => {
  const { items } = (await done(worker.call('GET', `/cases/${caseId()}/severe-readings`))) as { items: { episodeId: string }[] };
  const path = `/cases/${caseId()}/severe-readings/${items.at(-1)?.episodeId ?? ''}/action`;
  await done(worker.call('POST', path, { action: 'treated', actedAt: country.local.clock.now() }));
};

/** An organisation opens the link that it was texted, and presses a button there. */
export const organisationAnswers =
  (phone: string, answer: 'accept' | 'done') =>
  ({ country }: Scene): Promise<void> =>
    pressLink(country, phone, answer);

/** One after the other. */
export const first =
  (...steps: readonly ((scene: Scene) => Promise<void>)[]) =>
  async (scene: Scene): Promise<void> => {
    for (const step of steps) {
      await step(scene);
      await scene.country.settle();
    }
  };
