import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
import numberingPlan from 'libphonenumber-js/min/metadata';
import { earlierAnswer, withoutOnce, type Context } from '../casefile/files.ts';
import { findByNumber } from '../enrolment/numbers.ts';
import { derivedId, fingerprint } from '../kernel/ids.ts';
import type { Programme } from '../policy/programme.ts';
import { phoneOf } from '../registration/domain/request.ts';
import type { Programmes } from '../runtime/programmes.ts';
import { takeOrganisationText } from './answer-organisation.ts';
import { answerStranger } from './answer-stranger.ts';
import { guard, laterBy } from './domain/guard.ts';
import { isOneOf, numberIn, whoseText } from './domain/named-case.ts';
import { keepForPerson, questionAnswered, takeTexts, type Incoming } from './domain/take-text.ts';
import { askWhichMother } from './ask-which-mother.ts';
import { casesOfPhone, readLine, waitingAt, writeLine, type PhoneLine } from './records.ts';
import type { Receipt, ReceiveNeeds } from './receipt.ts';
import { sayOnce } from './say-once.ts';
import { takePhoneCode } from './take-phone-code.ts';

/** A text as a gateway handed it over. */
export interface ReceivedText {
  readonly from: string;
  readonly text: string;
  readonly gatewayId: string;
  /** Which way it came. */
  readonly channel: string;
}

const MOST_TEXT = 2000;

/** E.164; gateways leave the plus sign out, or write a number as it is dialled at home. */
const senderOf = (from: string, programmes: Programmes): string | undefined => {
  const plain = from.trim().slice(0, 40);
  const countries = programmes.all().map(({ country }) => country);
  return (
    phoneOf(plain, 'ZZ') ??
    phoneOf(`+${plain.replace(/^\+?(00)?/, '')}`, 'ZZ') ??
    countries.map((country) => phoneOf(plain, country)).find(Boolean)
  );
};

/** The programme that answers a number which is nobody's: one of its country, else the one of no country, else the first. */
const programmeFor = (phone: string, programmes: Programmes): Programme => {
  const country = parsePhoneNumberFromString(phone, numberingPlan)?.country;
  const all = programmes.all();
  const found = all.find((one) => one.country === country) ?? all.find((one) => one.country === 'ZZ') ?? all[0];
  if (found === undefined) throw new Error('this deployment runs no programme');
  return found;
};

const incomingOf = ({ channel, gatewayId }: ReceivedText, phone: string, text: string): Incoming => ({
  inboundId: derivedId('inbound', channel, gatewayId),
  phone,
  text,
  channel: channel.slice(0, 60),
  gatewayId: gatewayId.slice(0, 200),
});

/**
 * Takes one text from a phone, once by the gateway's id of it. Reads the line of the phone, the cases that have it, and the case itself;
 * writes one transaction. A text of hers goes to its owners by the fact TextReceived, an organisation's answer to the referral that it is
 * about; one of a number that nobody has is answered here.
 * @throws {Problem} VersionConflict when another text of the same phone is being taken; the same call again succeeds
 */
export const receiveText = async (needs: ReceiveNeeds, received: ReceivedText, called: Context): Promise<Receipt> => {
  const { files, table, vault, programmes } = needs;
  const phone = senderOf(received.from, programmes);
  if (phone === undefined) return 'noPhone';
  const once = { key: fingerprint(['text', received.channel, received.gatewayId]), fingerprint: 'text' };
  const context: Context = { ...withoutOnce(called), by: `phone:${received.channel}`.slice(0, 60), once };
  const earlier = await earlierAnswer(table, context);
  if (earlier !== undefined) return 'taken';

  const text = received.text.toWellFormed().slice(0, MOST_TEXT).toWellFormed();
  const hash = await vault.hash('phone', phone);
  const [line, cases] = await Promise.all([readLine(table, hash), casesOfPhone(table, hash, phone)]);
  const ofNewPhone = await takePhoneCode(needs, { phone, hash, line, text }, context);
  if (ofNewPhone !== undefined) return ofNewPhone;
  const ofOrganisation = await takeOrganisationText(
    needs,
    { phone, hash, line, text, isMothers: cases.length > 0 },
    programmeFor(phone, programmes),
    context,
  );
  if (ofOrganisation !== undefined) return ofOrganisation;
  const named = numberIn(text, cases);
  const whose = whoseText(cases, named?.number, line, context.at);
  const other = named !== undefined && !isOneOf(cases, named.number);
  const otherCase = other ? await findByNumber(table, named.number) : undefined;

  if (otherCase !== undefined) {
    const programme = programmes.get(otherCase.programme);
    const { verdict, line: next } = guard(line, text, context.at, programme.operations.conversations.guards);
    if (verdict !== 'take') return sayOnce(needs, { phone, hash, before: line, next }, undefined, context);
    await files.change(otherCase.caseId, { ...context, once: { ...once, key: `${once.key}:other` } }, (file) => ({
      ...keepForPerson(file, programme, incomingOf(received, phone, text), context),
      answer: 'taken',
    }));
    const variables = { days: String(programme.operations.conversations.reviewDueDays) };
    const say = { programme, template: 'textForPerson', language: programme.defaultLanguage, variables } as const;
    return sayOnce(needs, { phone, hash, before: line, next }, say, context);
  }
  switch (whose.is) {
    case 'nobody':
      return answerStranger(needs, { phone, hash, line, text }, programmeFor(phone, programmes), context);
    case 'hers': {
      const { root } = whose;
      const programme = programmes.get(root.programme);
      const { conversations } = programme.operations;
      return files.change(root.caseId, context, async (file) => {
        const before = await readLine(table, hash);
        const waited = named === undefined ? [] : waitingAt(before, context.at);
        const said = named === undefined ? text : named.rest;
        // nothing but a number asks what can be said, unless it says whose the texts before it are
        const own = incomingOf(received, phone, said === '' ? 'help' : said);
        const { verdict, line: guarded } = guard(
          before,
          text,
          context.at,
          conversations.guards,
          questionAnswered(file, own, programme, context.at),
        );
        const { waiting: _, ...rest } = guarded;
        const next: Omit<PhoneLine, 'version'> =
          named === undefined
            ? guarded
            : { ...rest, chosen: { caseId: root.caseId, until: laterBy(context.at, conversations.choiceMinutes) } };
        const texts = [
          ...waited.map((one) => ({ incoming: { ...one, phone }, verdict: 'take' as const })),
          ...(said === '' && waited.length > 0 ? [] : [{ incoming: own, verdict }]),
        ];
        return {
          ...takeTexts(file, programme, texts, context),
          also: [writeLine(hash, before, next, context.at)],
          answer: verdict === 'take' ? ('taken' as const) : ('silent' as const),
        };
      });
    }
    case 'unknownOf':
      return askWhichMother(needs, { phone, hash, line, text }, whose.roots, incomingOf(received, phone, text), context);
  }
};
