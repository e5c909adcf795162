import { files, table } from '../../runtime/aws.ts';
import { messageConsumer } from '../../runtime/consumer.ts';
import { programmes } from '../../runtime/programmes.ts';
import { texts } from '../../runtime/sms.ts';
import { vault } from '../../runtime/vault.ts';
import { receiveText } from './receive-text.ts';

export const { handler, manifest } = messageConsumer('ReceiveText', receiveText({ files, table, vault, programmes, texts }));
