import { Alerts } from '../../casefile/alert.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import type { Programme } from '../../policy/programme.ts';
import type { MessageTemplateId } from '../../policy/schema/message-templates.ts';
import { Messages } from '../records.ts';
import { waitsUntil } from './quiet-hours.ts';

const HOUR_MS = 3_600_000;

/** When something last endangered her or her child, as an alert or as what she was told to do. */
const lastDanger = (file: CaseFile, { operations }: Programme): string | undefined => {
  const { alertKinds, templates } = operations.texting.afterDanger;
  const called = allOf(file, Alerts).filter(({ kind, level }) => level !== 'routine' && alertKinds.includes(kind));
  const told = allOf(file, Messages).filter(({ template }) => templates.some((one) => one === template));
  return [...called.map(({ openedAt }) => openedAt), ...told.map(({ createdAt }) => createdAt)].sort().at(-1);
};

/** Until when an ordinary text has to wait, so that nothing else comes beside what she has to do about a danger. */
const calmFrom = (file: CaseFile, programme: Programme, id: MessageTemplateId, at: string): string | undefined => {
  const { hours, topics } = programme.operations.texting.afterDanger;
  const { topic, urgency } = programme.operations.messages[id];
  if (urgency === 'now' || topic === undefined || !topics.includes(topic)) return undefined;
  const danger = lastDanger(file, programme);
  const until = danger === undefined ? at : new Date(Date.parse(danger) + hours * HOUR_MS).toISOString();
  return until > at ? until : undefined;
};

/** Until when a text to her has to wait, for a danger or for the morning; undefined when it may go now. */
export const waitsFor = (file: CaseFile, programme: Programme, id: MessageTemplateId, at: string): string | undefined => {
  const calm = calmFrom(file, programme, id, at);
  return waitsUntil(programme, id, file.root.area, calm ?? at) ?? calm;
};
