import { styleText } from 'node:util';

/** What a fact says to a reader; facts that say nothing new are left out. */
const WORDS: Readonly<Record<string, (data: Readonly<Record<string, unknown>>) => string>> = {
  'CaseVerified.v1': ({ how }) => `verified (${String(how)})`,
  'VerificationParked.v1': ({ reason, attempt }) => `verification parked: ${String(reason)}, attempt ${String(attempt)}`,
  'VerificationRefused.v1': ({ reason }) => `verification refused: ${String(reason)}`,
  'BirthRegistrationRequested.v1': () => 'birth forwarded to the civil registry, number awaited',
  'BirthRegistrationCompleted.v1': () => 'birth registered, number received',
  'ReviewOpened.v1': ({ kind, dueOn }) => `a person has to decide: ${String(kind)}, by ${String(dueOn)}`,
  'ReviewDecided.v1': ({ kind, decision }) => `decided: ${String(kind)}, ${String(decision)}`,
  'EligibilityDecided.v1': ({ outcome, policyVersion, grounds }) =>
    `${String(outcome)} under version ${String(policyVersion)}${(grounds as string[]).length === 0 ? '' : ` (${(grounds as string[]).join(', ')})`}`,
  'MotherEnrolled.v1': () => 'enrolled: programme number, card, account',
  'WorkerAssigned.v1': ({ workerId }) => `care worker ${String(workerId)}`,
  'PaymentAddressRefused.v1': ({ reason }) => `payment address refused: ${String(reason)}`,
  'EntitlementsFellDue.v1': ({ lines }) =>
    `due: ${(lines as { lineId: string; payee: string }[]).map(({ lineId, payee }) => (payee === 'mother' ? lineId : `${lineId} to ${payee}`)).join(', ')}`,
  'PaymentConfirmed.v1': ({ lineId, amountMinor, currency, payee }) =>
    `PAID ${String(currency)} ${(Number(amountMinor) / 100).toLocaleString('en')} (${String(lineId)}, ${String(payee)})`,
  'PaymentFailed.v1': ({ lineId, reason }) => `payment of ${String(lineId)} failed: ${String(reason)}`,
  'PaymentReturned.v1': ({ lineId, reason }) => `payment of ${String(lineId)} came back: ${String(reason)}`,
  'ContactsPlanned.v1': ({ contacts, of }) => `${String(contacts)} contacts planned for the ${String(of)}`,
  'ContactMissed.v1': ({ kind }) => `contact ${String(kind)} missed`,
  'ChildDied.v1': () => 'the death of a child is recorded',
  'GrievanceOpened.v1': ({ dueOn }) => `complaint received, answer due by ${String(dueOn)}`,
  'CaseExited.v1': ({ reason }) => `exit: ${String(reason)}`,
};

/** A fact in words; undefined when the timeline leaves it out. */
export const factInWords = (detailType: string, data: Readonly<Record<string, unknown>>): string | undefined => WORDS[detailType]?.(data);

const day = (at: string): string => at.slice(0, 16).replace('T', ' ');

export const printed = {
  chapter: (at: string, who: string, text: string): string => `${styleText('dim', day(at))}  ${styleText('bold', who.padEnd(8))} ${text}`,
  fact: (at: string, who: string, text: string): string =>
    `${styleText('dim', day(at))}  ${who.padEnd(8)}   ${text.startsWith('PAID') ? styleText('green', text) : text}`,
  sms: (at: string, who: string, text: string): string =>
    `${styleText('dim', day(at))}  ${who.padEnd(8)}   ${styleText('cyan', `SMS  ${text}`)}`,
};
