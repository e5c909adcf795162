import { findInbound } from '../../casefile/inbound.ts';
import { unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { askPerson } from '../../conversations/domain/take-text.ts';
import { derivedId } from '../../kernel/ids.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Correction } from '../records.ts';
import { needsApproval, readChanges } from './correction-fields.ts';
import { applyCorrection, requestCorrection } from './correction.ts';
import { beginPhoneChange } from './phone-change.ts';

const ASKED = { language: '/language', phone: '/mother/phone' } as const;

/**
 * Makes the change that she asked for by text, as far as the programme lets mothers change it. Another phone has to answer a code first, and
 * the old one may stop it: whoever holds a shared phone could take her messages and her money's word away with it. What cannot be done is put
 * before a person.
 * @param hashOf the keyed hash of a phone
 */
export const correctByText = async (
  file: CaseFile,
  programme: Programme,
  inboundId: string,
  context: Context,
  hashOf: (phone: string) => Promise<string>,
): Promise<Change<unknown>> => {
  const intent = findInbound(file, inboundId)?.intent;
  if (intent?.is !== 'language' && intent?.is !== 'phone') return unchanged(undefined);
  const value = intent.is === 'language' ? intent.language : intent.phone;
  try {
    const read = readChanges(file, programme, [{ field: ASKED[intent.is], value }], ['mother']);
    const correction: Correction = {
      correctionId: derivedId('correction', file.root.caseId, context.causationId),
      status: 'requested',
      changes: read.map(({ field, before, value: after }) => ({ field, before, after, sealed: false })),
      reason: 'asked by text message',
      requestedAt: context.at,
      requestedBy: 'mother',
    };
    if (needsApproval(programme, read)) return requestCorrection(file, programme, correction, context);
    if (intent.is === 'language') return applyCorrection(file, programme, correction, [], context);
    return beginPhoneChange(file, programme, { phone: intent.phone, hash: await hashOf(intent.phone) }, context);
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { ...askPerson(file, programme, { reason: 'text', inboundId, intent: intent.is }, context), answer: undefined };
  }
};
