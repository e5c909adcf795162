import { MessagesMuted, MessagesResumed } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import type { Programme } from '../../policy/programme.ts';
import { MessageTemplateId } from '../../policy/schema/message-templates.ts';
import { keys } from '../../table/keys.ts';
import { Messages, Mutes, type Message, type Mute } from '../records.ts';
import { isToFamily } from './letter.ts';
import { ended, isPending } from './message.ts';

/** Pending texts that a new mute reaches: they end here, so that a later START finds none of them. */
const silenced = (file: CaseFile, { operations }: Programme, topic: string | undefined): readonly Message[] =>
  allOf(file, Messages)
    .filter((message) => isPending(message) && isToFamily(message))
    .filter(({ template }) => {
      const { subject, topic: own } = operations.messages[MessageTemplateId.parse(template)];
      return subject !== 'always' && (topic === undefined || own === topic);
    });

/**
 * She wants no more texts, or none of one topic. A STOP silences, it does not withdraw her consent: her consent record stands for more than
 * texts, and she can come back with one word. A second STOP changes nothing, so it is confirmed once.
 */
export const mute = (file: CaseFile, programme: Programme, topic: string | undefined, at: string): Change<undefined> => {
  const known = findOf(file, Mutes, ({ of }) => of === undefined);
  if (known?.all === true || (topic !== undefined && known?.topics.includes(topic) === true)) return unchanged(undefined);
  const topics = [...(known?.topics ?? []), ...(topic === undefined ? [] : [topic])];
  const next: Mute = { all: topic === undefined, topics, since: at, by: 'mother' };
  const ends = silenced(file, programme, topic).map((message) => ended(message, { state: 'muted', reason: 'stopped' }));
  return {
    put: [place(Mutes, next), ...ends.flatMap(({ put }) => put)],
    facts: [MessagesMuted.of({ by: 'mother', ...(topic === undefined ? {} : { topic }) }), ...ends.flatMap(({ facts }) => facts)],
    answer: undefined,
  };
};

/** She wants texts again; what she stopped before is not sent after all. */
export const unmute = (file: CaseFile): Change<undefined> =>
  findOf(file, Mutes, ({ of }) => of === undefined) === undefined
    ? unchanged(undefined)
    : { remove: [{ pk: keys.case(file.root.caseId), sk: 'MUTE' }], facts: [MessagesResumed.of({})], answer: undefined };
