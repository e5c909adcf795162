import { table } from '../../../runtime/aws.ts';
import { messageConsumer } from '../../../runtime/consumer.ts';
import { emailStore } from '../../messaging/store.ts';
import { takeEvent } from '../take-event.ts';

const store = emailStore(table);

export const { handler, manifest } = messageConsumer('TakeEmailEvent', ({ id, body, at }) =>
  takeEvent(store, body, { at, correlationId: id, causationId: id, by: 'ses' }),
);
