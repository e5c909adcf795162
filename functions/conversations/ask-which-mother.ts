import { raiseAlert } from '../casefile/alert.ts';
import { afterChange } from '../casefile/after.ts';
import type { CaseRoot } from '../casefile/case.ts';
import type { Context } from '../casefile/files.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Stranger } from './answer-stranger.ts';
import { guard, laterBy } from './domain/guard.ts';
import { askPerson, type Incoming } from './domain/take-text.ts';
import { isDanger, understand } from './domain/understand.ts';
import { urgentIn } from './domain/urgency.ts';
import type { Receipt, ReceiveNeeds } from './receipt.ts';
import { withWaiting, type WaitingText } from './records.ts';
import { sayOnce } from './say-once.ts';

const HOUR = 60;

/**
 * Takes a text of a phone that several mothers have: it waits for the number of her whose it is. Danger does not wait. Each of them may be the
 * one, so somebody asks after each; what cannot wait at all is an alert in the case of each, which takes up what follows when she has answered.
 */
export const askWhichMother = async (
  needs: ReceiveNeeds,
  { phone, hash, line, text }: Stranger,
  roots: readonly CaseRoot[],
  incoming: Incoming,
  context: Context,
): Promise<Receipt> => {
  const { files, programmes } = needs;
  const [first] = roots;
  const programme = programmes.get(first?.programme ?? '');
  const { conversations } = programme.operations;
  const { verdict, line: next } = guard(line, text, context.at, conversations.guards);
  const understood = understand(text, { conversations, country: programme.country, languages: programme.languages, questions: [] });
  const urgent = urgentIn(understood, programme);
  const { inboundId, channel, gatewayId } = incoming;
  if (isDanger(understood)) {
    for (const { caseId } of roots) {
      const once = context.once && { ...context.once, key: `${context.once.key}:${caseId}` };
      await files.change(caseId, { ...context, ...(once === undefined ? {} : { once }) }, (file) => {
        const asked = askPerson(
          file,
          programmes.get(file.root.programme),
          { reason: 'sharedPhone', inboundId, intent: understood.intent.is },
          context,
        );
        const alert = urgent && {
          ...urgent,
          alertId: derivedId('alert', 'sharedPhone', caseId, inboundId),
          source: { kind: 'sharedPhone', id: inboundId },
        };
        const raised = alert === undefined ? { put: [], facts: [] } : raiseAlert(afterChange(file, asked), alert, context);
        return { put: [...asked.put, ...raised.put], facts: [...asked.facts, ...raised.facts], answer: 'taken' };
      });
    }
  }
  const waiting: WaitingText = {
    inboundId,
    text,
    channel,
    gatewayId,
    receivedAt: context.at,
    until: laterBy(context.at, conversations.waitingHours * HOUR),
    isDanger: isDanger(understood),
  };
  const say = {
    programme,
    template: urgent === undefined ? 'whichMother' : 'whichMotherNow',
    language: first?.language ?? programme.defaultLanguage,
    variables: {},
  } as const;
  return sayOnce(
    needs,
    { phone, hash, before: line, next: { ...next, waiting: [...withWaiting(line, waiting)] } },
    verdict === 'take' ? say : undefined,
    context,
  );
};
