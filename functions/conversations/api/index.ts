import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { texts } from '../../runtime/sms.ts';
import { textGateways } from '../../runtime/text-gateways.ts';
import { vault } from '../../runtime/vault.ts';
import { answerText } from './answer-text.ts';
import { dismissPreRegistration } from './dismiss-pre-registration.ts';
import { listPreRegistrations } from './list-pre-registrations.ts';
import { listTexts } from './list-texts.ts';
import { receiveText } from './receive-text.ts';

const needs = { files, table, vault, programmes, texts, textGateway: textGateways };

export const { handler, manifest } = apiFunction({ table }, [
  receiveText(needs),
  answerText(needs),
  listTexts(needs),
  listPreRegistrations(needs),
  dismissPreRegistration(needs),
]);
