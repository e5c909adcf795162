import type { ListFigures } from './lists.ts';
import { rounded, tableOf } from './table.ts';
import type { TextFigures } from './texts.ts';

type Say = (text?: string) => void;

export const printTexts = ({ waits, queue }: TextFigures, say: Say): void => {
  say('A text from a phone, one at a time: how long after the gateway began to hand it over');
  say(
    tableOf(
      ['what', 'texts', 'p50 ms', 'p99 ms'],
      waits.map(({ what, texts, p50Ms, p99Ms }) => [what, rounded(texts), p50Ms.toFixed(1), p99Ms.toFixed(1)]),
    ),
  );
  say(
    `  the outgoing queue: ${rounded(queue.messages)} texts in ${queue.seconds.toFixed(1)} s, ${rounded(queue.perSecond)} a second, without the pace that a gateway asks for`,
  );
  say();
};

export const printLists = (lists: readonly ListFigures[], say: Say): void => {
  say("One page of a worker's list (GET /workers/{workerId}/list)");
  say(
    tableOf(
      ['cases', 'of them hers', 'rows', 'reads', 'items read', 'read units', 'p50 ms'],
      lists.map(({ cases, own, rows, reads, itemsRead, readUnits, p50Ms }) => [
        ...[cases, own, rows, reads, itemsRead, readUnits].map(rounded),
        p50Ms.toFixed(1),
      ]),
    ),
  );
  say();
};
