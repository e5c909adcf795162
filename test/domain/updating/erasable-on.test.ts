import { place } from '../../../functions/casefile/entity.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { Messages, type Message } from '../../../functions/messaging/records.ts';
import { erasableOn } from '../../../functions/updating/domain/erasure.ts';
import { aFile, shippedProgrammes } from '../../support/builders.ts';

const shipped = shippedProgrammes.get('DEFAULT');
const programme = {
  ...shipped,
  operations: {
    ...shipped.operations,
    loss: { ...shipped.operations.loss, erasure: { ...shipped.operations.loss.erasure, afterDays: 30 } },
  },
};
const sent = (to: Message['to'], sentAt: string) =>
  place(Messages, {
    messageId: derivedId('message', String(to)),
    template: 'goNow',
    variables: {},
    language: 'en',
    ...(to === undefined ? {} : { to }),
    state: 'sent',
    attempts: 1,
    causedBy: 'test',
    createdAt: sentAt,
    sentAt,
  });

describe('the day on which a case may be erased', () => {
  it.each([
    ['her own text', 'mother', '2026-04-09'],
    ['a text to staff about her', 'staff', '2026-04-01'],
    ['a text to an organisation', 'organisation', '2026-04-01'],
  ] as const)('counts from her wish, or from %s: %s', (_, to, day) => {
    const file = aFile({ put: [sent(to, '2026-03-10T12:00:00.000Z')] });

    expect(erasableOn(file, programme, parsePlainDate('2026-03-02'))).toBe(day);
  });
});
