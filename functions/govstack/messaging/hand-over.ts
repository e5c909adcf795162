/** E-mails through the Messaging block of the country: handed over together where they can be, asked about until nothing is under way. */
import type { Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import type { MessageCounts, MessagingPort } from '../../partners/messaging-block.ts';
import { isSettled, mayFollow } from './domain/status.ts';
import type { Group, HandOverStore } from './hand-over-store.ts';
import type { KeptEmail, KeptHandOver, KeptRequest } from './records.ts';
import type { EmailStore } from './store.ts';

export interface HandOverNeeds {
  readonly store: EmailStore;
  readonly handOvers: HandOverStore;
  readonly block: MessagingPort;
  /** The address of this deployment, which e-mails come from. */
  readonly sender: () => string;
}

const callOf = ({ at, correlationId }: Context, idempotencyKey?: string) => ({
  at,
  correlationId,
  ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
});

/** The same e-mails have the same name at each try: a block that knows it sends them once. */
const groupOf = (requestUid: string, emails: readonly KeptEmail[]): Group => ({
  handOverId: derivedId('handOver', requestUid, ...emails.map(({ number }) => number)),
  emails,
});

const handOver = async (needs: HandOverNeeds, request: KeptRequest, emails: readonly KeptEmail[], context: Context): Promise<void> => {
  const { handOvers, block, sender } = needs;
  const { requestUid, title, content } = request;
  const group = groupOf(requestUid, emails);
  const askAt = block.askAt(context.at, 0);
  // the block may have called back before its answer came
  const takenAs = (theirs: string, { askAt: _end, ...seen }: KeptHandOver): KeptHandOver | undefined =>
    seen.requestUid === undefined ? { ...seen, requestUid: theirs, ...(askAt === undefined ? {} : { askAt }) } : undefined;
  if (!(await handOvers.begin(requestUid, group, context))) return;
  const answer = await block.handOver(
    {
      // as with SES, an e-mail comes from us, and answers go to whoever asked for it
      sender: { ...request.sender, email: sender(), replyTo: request.sender.replyTo ?? request.sender.email },
      recipients: emails.flatMap(({ recipient }) => recipient ?? []),
      title,
      content,
      reference: { request: requestUid, handOver: group.handOverId },
    },
    callOf(context, group.handOverId),
  );
  switch (answer.state) {
    case 'taken':
      await handOvers.hear(requestUid, group.handOverId, context, (seen) => Promise.resolve(takenAs(answer.requestUid, seen)));
      return;
    case 'refused':
      if (emails.length === 1) {
        await handOvers.refused(requestUid, group, answer.reason, context);
        return;
      }
      // one of them may be why: the others shall not go without their e-mail
      await handOvers.parted(requestUid, group, context);
      for (const email of emails) await handOver(needs, request, [email], context);
      return;
    case 'tryAgain':
      await handOvers.undone(requestUid, group, context);
      throw new Problem('PartnerUnavailable', 'no e-mails are taken now');
    case 'unknown':
      return;
  }
};

/**
 * Hands the e-mails of a request from one number to another over to the block. Repeated, it hands none over twice: one that is found under way
 * was cut off, and counts as sent, until something is heard of it.
 * @throws {Problem} PartnerUnavailable when the block takes none now: what is left is tried again
 */
export const handOverEmails = async (
  needs: HandOverNeeds,
  requestUid: string,
  { from, to }: { readonly from: number; readonly to: number },
  context: Context,
): Promise<void> => {
  const request = await needs.store.find(requestUid);
  if (request === undefined) return;
  const waiting = (await needs.store.between(requestUid, from, to))
    .map(({ value }) => value)
    .filter(({ status, recipient }) => status === 'scheduled' && recipient !== undefined);
  const together = waiting.filter(({ alone }) => alone === undefined);
  if (together.length > 0) await handOver(needs, request, together, context);
  for (const email of waiting.filter(({ alone }) => alone)) await handOver(needs, request, [email], context);
  await needs.store.settle(requestUid, context);
};

/** Why a hand-over is looked at: its time has come, or the block has called, under its own name for it. */
export type Reason = { readonly due: true } | { readonly calledAs: string };

/** What the block says of its messages; undefined when it says nothing now, or nothing that can be true. */
const tellingOf = async ({ block }: HandOverNeeds, requestUid: string, before: MessageCounts, context: Context) => {
  try {
    const told = await block.emailCounts(requestUid, callOf(context));
    return mayFollow(before, told) ? told : undefined;
  } catch (error) {
    if (isProblem(error)) return undefined;
    throw error;
  }
};

/** A hand-over after it was asked about, undefined where there is nothing to ask. */
const heardOf = async (needs: HandOverNeeds, seen: KeptHandOver, why: Reason, context: Context): Promise<KeptHandOver | undefined> => {
  const { askAt, ...kept } = seen;
  const isDue = 'due' in why;
  // another name than its own: not its
  if (!isDue && kept.requestUid !== undefined && kept.requestUid !== why.calledAs) return undefined;
  if (isDue && (askAt === undefined || askAt > context.at)) return undefined;
  const requestUid = kept.requestUid ?? (isDue ? undefined : why.calledAs);
  if (requestUid === undefined) return undefined;
  const told = await tellingOf(needs, requestUid, kept.counts, context);
  const asked = isDue ? kept.asked + 1 : kept.asked;
  const counts = told ?? kept.counts;
  const stays = isDue || kept.requestUid === undefined ? undefined : askAt;
  const next = stays ?? needs.block.askAt(context.at, asked);
  return { ...kept, requestUid, counts, asked, ...(isSettled(counts) || next === undefined ? {} : { askAt: next }) };
};

/**
 * Asks the block what became of e-mails that it took. What it does not say now is asked again later, with growing pauses and an end. The
 * name under which it calls back is the one that an answer would have had which was lost.
 */
export const askAfterEmails = async (
  needs: HandOverNeeds,
  requestUid: string,
  handOverId: string,
  why: Reason,
  context: Context,
): Promise<void> => {
  if ('calledAs' in why || !(await needs.handOvers.giveUp(requestUid, handOverId, context)))
    await needs.handOvers.hear(requestUid, handOverId, context, (seen) => heardOf(needs, seen, why, context));
  await needs.store.settle(requestUid, context);
};
