import type { Communication } from '@medplum/fhirtypes';
import { allOf } from '../../../casefile/files.ts';
import { Inbounds, type Inbound } from '../../../casefile/inbound.ts';
import { Messages, type Message } from '../../../messaging/records.ts';
import { drawn } from '../draft.ts';
import { logicalId } from '../ids.ts';
import { motherReference, type Setting } from '../setting.ts';
import { coding, concept, identifier } from '../systems.ts';

const STATUS = {
  scheduled: 'preparation',
  queued: 'preparation',
  sending: 'in-progress',
  sent: 'completed',
  delivered: 'completed',
  failed: 'stopped',
  cleared: 'not-done',
  muted: 'not-done',
  denied: 'not-done',
  duplicate: 'not-done',
} as const satisfies Record<Message['state'], Communication['status']>;

const BY_TEXT = concept('SMS', coding('participationMode', 'SMSWRIT', 'SMS message'));

/** A text to the mother. Its words are not kept, so none are sent; the template says what it was about. */
const outgoing = (setting: Setting, one: Message): Communication => {
  const status = STATUS[one.state];
  return drawn<Communication>({
    resourceType: 'Communication',
    id: logicalId(setting.file.root.caseId, 'text', one.messageId),
    meta: { lastUpdated: one.deliveredAt ?? one.sentAt ?? one.createdAt },
    identifier: [identifier('record', one.messageId)],
    language: one.language,
    status,
    statusReason:
      status === 'completed' || status === 'preparation' ? undefined : concept(one.reason ?? one.state, coding('messageState', one.state)),
    category: [concept('Notification', coding('communicationCategory', 'notification', 'Notification'))],
    medium: [BY_TEXT],
    subject: motherReference(setting),
    topic: concept(undefined, coding('template', one.template)),
    sent: one.sentAt,
    received: one.deliveredAt,
    recipient: [motherReference(setting)],
  });
};

const incoming = (setting: Setting, one: Inbound): Communication =>
  drawn<Communication>({
    resourceType: 'Communication',
    id: logicalId(setting.file.root.caseId, 'inbound', one.inboundId),
    meta: { lastUpdated: one.receivedAt },
    identifier: [identifier('record', one.inboundId)],
    status: 'completed',
    medium: [BY_TEXT],
    subject: motherReference(setting),
    received: one.receivedAt,
    sender: motherReference(setting),
  });

const isToMother = ({ to }: Message): boolean => to === undefined || to === 'mother' || to === 'newPhone';

/** Texts to and from the mother; those to staff, to organisations and to a caregiver are not part of her record. */
export const communications = (setting: Setting): readonly Communication[] => [
  ...allOf(setting.file, Messages)
    .filter(isToMother)
    .map((one) => outgoing(setting, one)),
  ...allOf(setting.file, Inbounds).map((one) => incoming(setting, one)),
];
