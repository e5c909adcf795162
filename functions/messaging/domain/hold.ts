import { Alerts } from '../../casefile/alert.ts';
import { findOf, type CaseFile } from '../../casefile/files.ts';
import type { Programme } from '../../policy/programme.ts';
import { MessageTemplateId } from '../../policy/schema/message-templates.ts';
import { isOutdated } from '../../referrals/domain/outdated.ts';
import type { Message } from '../records.ts';
import { isToFamily, organisationTextOf } from './letter.ts';
import { holdOf, type Hold } from './permission.ts';

/** Of a text to staff or to an organisation: no mute, consent or loss of hers keeps it back, but somebody who has answered does. */
const holdOfLetter = (file: CaseFile, { template, group }: Message): Hold | undefined => {
  const { alert, referral } = group ?? {};
  if (alert !== undefined) {
    const known = findOf(file, Alerts, ({ alertId }) => alertId === alert.alertId);
    return known?.status === 'open' && known.round === alert.round ? undefined : { state: 'cleared', reason: 'alertAnswered' };
  }
  return referral !== undefined && isOutdated(file, organisationTextOf(template), referral)
    ? { state: 'cleared', reason: 'offerEnded' }
    : undefined;
};

/** What keeps a text that was written back at this moment, whomever it is for. */
export const holdOfMessage = (file: CaseFile, programme: Programme, message: Message): Hold | undefined =>
  isToFamily(message)
    ? holdOf(file, programme, { ...message, template: MessageTemplateId.parse(message.template) })
    : holdOfLetter(file, message);
