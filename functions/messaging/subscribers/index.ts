import { randomUUID } from 'node:crypto';
import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { texts } from '../../runtime/sms.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { vault } from '../../runtime/vault.ts';
import { sendWaiting } from './send-waiting.ts';
import { tellMother } from './tell-mother.ts';

const needs = { files, texts, vault, programmes, newAttempt: randomUUID };

export const { handler, manifest } = subscriberFunction([...tellMother(needs), sendWaiting(needs)]);
