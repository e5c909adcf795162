import type { Context } from '../casefile/files.ts';
import type { Programme } from '../policy/programme.ts';
import { understandOrganisation } from '../referrals/domain/understand.ts';
import { findOrganisation, readOrganisationText } from '../referrals/organisations.ts';
import { goesToClinic, type Stranger } from './answer-stranger.ts';
import { guard } from './domain/guard.ts';
import { languageOf } from './domain/pre-register.ts';
import type { Receipt, ReceiveNeeds } from './receipt.ts';
import { sayOnce } from './say-once.ts';

interface OrganisationText extends Stranger {
  /** Whether a mother has this phone, too: what does not name one of the organisation's codes is hers. */
  readonly isMothers: boolean;
}

/**
 * Takes a text from an organisation's phone: its answer goes to the referral, anything else is answered by how answers are written, and
 * kept nowhere. Undefined when the text is no organisation's.
 */
export const takeOrganisationText = async (
  needs: ReceiveNeeds,
  { isMothers, ...from }: OrganisationText,
  programme: Programme,
  context: Context,
): Promise<Receipt | undefined> => {
  const { phone, hash, line, text } = from;
  const meaning = await readOrganisationText(needs.table, await needs.vault.hash('organisationPhone', phone), text);
  if (meaning === undefined) return undefined;
  const isNamed = meaning.understood && understandOrganisation(text)?.code !== undefined;
  if (isMothers && !isNamed) return undefined;
  if (meaning.understood) return needs.files.change(meaning.caseId, context, () => ({ facts: [meaning.fact], answer: 'taken' }));
  const { conversations } = programme.operations;
  const { verdict, line: next } = guard(line, text, context.at, conversations.guards);
  if (verdict !== 'take') return sayOnce(needs, { phone, hash, before: line, next }, undefined, context);
  const isIll = goesToClinic(from, programme, context.at);
  const template = isIll ? 'unknownDanger' : 'organisationHelp';
  const { texts } = programme.operations.messages[template];
  const spoken = (await findOrganisation(needs.table, meaning.organisationId))?.languages ?? [];
  const language = spoken.find((one) => one in texts) ?? languageOf(text, conversations, programme);
  const say = { programme, template, language, variables: {} } as const;
  const change = { phone, hash, before: line, next: isIll ? { ...next, warnedAt: context.at } : next };
  return sayOnce(needs, change, say, context);
};
