import { randomUUID } from 'node:crypto';
import { files, table } from '../../runtime/aws.ts';
import { factConsumer } from '../../runtime/consumer.ts';
import { environment } from '../../runtime/environment.ts';
import { messagingBlock } from '../../runtime/messaging-block.ts';
import { programmes } from '../../runtime/programmes.ts';
import { texts } from '../../runtime/sms.ts';
import { vault } from '../../runtime/vault.ts';
import { askAfterTexts, type AskedGateway } from './ask-after-texts.ts';
import { sendQueued } from './send-queued.ts';

const needs = { files, table, texts, vault, programmes, newAttempt: randomUUID, apiBaseUrl: () => environment().API_BASE_URL };

const asked = (): AskedGateway | undefined => {
  const block = messagingBlock();
  return block?.sms === undefined ? undefined : { name: block.client.texts.name, port: block.client };
};

export const { handler, manifest } = factConsumer([sendQueued(needs), ...askAfterTexts({ files, programmes, asked })]);
