import { styleText } from 'node:util';

type Data = Readonly<Record<string, unknown>>;

/** Alerts that wait for the next round of a worker are many, and alike. */
const unlessRoutine = (words: (data: Data, at: string) => string) => (data: Data, at: string) =>
  data['level'] === 'routine' ? undefined : words(data, at);

const minutesSince = (from: unknown, at: string): string => String(Math.round((Date.parse(at) - Date.parse(String(from))) / 60_000));

/** What a fact says to a reader; facts that say nothing new are left out. */
const WORDS: Readonly<Record<string, (data: Data, at: string) => string | undefined>> = {
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
  'ContactsPlanned.v1': ({ contacts, of }) =>
    `${String(contacts)} ${contacts === 1 ? 'contact' : 'contacts'} planned for the ${String(of)}`,
  'ContactMissed.v1': ({ kind }) => `contact ${String(kind)} missed`,
  'ChildDied.v1': () => 'the death of a child is recorded',
  'GrievanceOpened.v1': ({ dueOn }) => `complaint received, answer due by ${String(dueOn)}`,
  'AlertOpened.v1': unlessRoutine(({ kind, level }) => `ALERT ${String(kind)}, ${String(level)}: somebody has to answer`),
  'AlertWorsened.v1': unlessRoutine(({ kind, level }) => `ALERT ${String(kind)} is worse: ${String(level)}`),
  'AlertTold.v1': unlessRoutine(({ who, rung }) => `step ${String(rung)} of the ladder is told: ${String(who)}`),
  'AlertAccepted.v1': unlessRoutine(({ openedAt }, at) => `ACCEPTED by a named person after ${minutesSince(openedAt, at)} minutes`),
  'AlertClosed.v1': unlessRoutine(({ outcome }) => `alert closed: ${String(outcome)}`),
  'SevereEpisodeOpened.v1': () => 'a severe reading starts its clock',
  'SevereEpisodeHandled.v1': ({ inTime }) => `acted on ${inTime === true ? 'in time' : 'too late'}`,
  'VisitDenied.v1': () => 'her worker has it at the top of her list',
  'VisitRecorded.v1': ({ kind, late }) => (late === true ? `contact ${String(kind)} done, late` : undefined),
  'ScreenOffered.v1': ({ questionnaire }) => `questionnaire ${String(questionnaire)} offered`,
  'ScreenCompleted.v1': ({ questionnaire, band, goesOn }) =>
    `questionnaire ${String(questionnaire)}: ${String(band)}${goesOn === true ? ', a longer one follows' : ''}`,
  'ScreenDeclined.v1': ({ questionnaire }) => `questionnaire ${String(questionnaire)} declined; nothing changes for her`,
  'ReferralOffered.v1': ({ domain, organisationId }) => `referral for ${String(domain)}: ${String(organisationId)} is asked`,
  'ReferralAccepted.v1': ({ organisationId }) => `${String(organisationId)} will help`,
  'ReferralCompleted.v1': ({ organisationId }) => `${String(organisationId)} says that help was given; she is asked`,
  'ReferralConfirmed.v1': ({ by }) => `help arrived, says the ${String(by)}`,
  'ReferralClosed.v1': ({ outcome, days }) => `referral closed: ${String(outcome)}, ${String(days)} days after it was asked for`,
  'CaseReviewHeld.v1': ({ rule }) => (rule === 'afterEmergency' ? 'those around her have reviewed her case' : undefined),
  'PregnancyLost.v1': () => 'the loss is recorded: from now on no text about a child',
  'ExitScheduled.v1': ({ reason, dueOn }) => `her own care goes on; she leaves on ${String(dueOn)} (${String(reason)})`,
  'CaseExited.v1': ({ reason }) => `exit: ${String(reason)}`,
};

/** A fact in words; undefined when the timeline leaves it out. */
export const factInWords = (detailType: string, data: Data, at: string): string | undefined => WORDS[detailType]?.(data, at);

const coloured = (text: string): string => {
  if (text.startsWith('PAID') || text.startsWith('ACCEPTED')) return styleText('green', text);
  return text.startsWith('ALERT') ? styleText('red', text) : text;
};

const day = (at: string): string => at.slice(0, 16).replace('T', ' ');

export const printed = {
  chapter: (at: string, who: string, text: string): string => `${styleText('dim', day(at))}  ${styleText('bold', who.padEnd(8))} ${text}`,
  fact: (at: string, who: string, text: string): string => `${styleText('dim', day(at))}  ${who.padEnd(8)}   ${coloured(text)}`,
  written: (at: string, who: string, texts: readonly string[]): string =>
    `${styleText('dim', day(at))}  ${who.padEnd(8)}   ${styleText('yellow', `WRITES  ${texts.join('  ')}`)}`,
  sms: (at: string, who: string, text: string): string =>
    `${styleText('dim', day(at))}  ${who.padEnd(8)}   ${styleText('cyan', `SMS  ${text}`)}`,
};
