import { randomUUID } from 'node:crypto';
import { files } from '../../runtime/aws.ts';
import { factConsumer } from '../../runtime/consumer.ts';
import { programmes } from '../../runtime/programmes.ts';
import { texts } from '../../runtime/sms.ts';
import { vault } from '../../runtime/vault.ts';
import { sendQueued } from './send-queued.ts';

export const { handler, manifest } = factConsumer([sendQueued({ files, texts, vault, programmes, newAttempt: randomUUID })]);
