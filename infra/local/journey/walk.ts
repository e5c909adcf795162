import type { Country } from '../country.ts';
import { FAMILIES, UNTIL } from './families.ts';
import { done, staff, type Hands } from './hands.ts';
import type { Family, Scene } from './story.ts';
import { factInWords, printed } from './timeline.ts';

/** A family on its way: its case, once it has one. */
interface Met {
  readonly family: Family;
  caseId: string | undefined;
  childIds: readonly string[];
}

const WORKERS: readonly {
  readonly workerId: string;
  readonly displayName: string;
  readonly areas: readonly string[];
  readonly payeeIdentity?: string;
}[] = [
  { workerId: 'asha-1', displayName: 'Lakshmi', areas: ['bengaluru-1', 'gaya-7'], payeeIdentity: 'ASHA-0001' },
  { workerId: 'fchv-1', displayName: 'Pema', areas: ['mustang-2'] },
  { workerId: 'fwa-1', displayName: 'Nasrin', areas: ['noakhali-4'] },
  { workerId: 'chv-1', displayName: 'Achieng', areas: ['kisumu-3'] },
];

/** Prints what has happened since it was last asked: facts of the families, and texts to them. */
const reporterOf = (country: Country, everybody: readonly Met[], unsaid: Map<string, number>, print: (line: string) => void) => {
  const seen = new Set<string>(country.local.events().map(({ id }) => id));
  let texts = country.local.sms().length;
  const told = new Set<string>();
  return (): void => {
    const facts = country.local.events().flatMap((event) => {
      if (seen.has(event.id)) return [];
      seen.add(event.id);
      const { metadata, data } = event.detail as { metadata: { caseId: string }; data: Record<string, unknown> };
      const who = everybody.find(({ caseId }) => caseId === metadata.caseId);
      const text = factInWords(event['detail-type'], data);
      // one missed contact shows what follows; the counts at the end have them all
      const isTold = event['detail-type'] === 'ContactMissed.v1' && told.has(`${metadata.caseId} missed`);
      if (event['detail-type'] === 'ContactMissed.v1') told.add(`${metadata.caseId} missed`);
      if (isTold) return [];
      return who === undefined || text === undefined ? [] : [{ at: event.time, line: printed.fact(event.time, who.family.name, text) }];
    });
    const sent = country.local.sms().slice(texts);
    texts += sent.length;
    const messages = sent.flatMap(({ at, phoneNumber, message }) => {
      const who = everybody.find(({ family }) => family.phone === phoneNumber)?.family.name ?? '';
      // reminders are alike but for their day: one of each kind shows what she gets
      const kind = `${who} ${message.slice(0, 12)}`;
      if (told.has(kind)) {
        unsaid.set(who, (unsaid.get(who) ?? 0) + 1);
        return [];
      }
      told.add(kind);
      return [{ at, line: printed.sms(at, who, message) }];
    });
    for (const { line } of [...facts, ...messages].sort((left, right) => left.at.localeCompare(right.at))) print(line);
  };
};

const monthsOf = ({ body }: { body: Readonly<Record<string, unknown>> }) =>
  body['cells'] as readonly { indicator: string; count: number }[];

/** Sums of the indicators over all areas and months, for the last line of the story. */
const summed = (cells: readonly { indicator: string; count: number }[]): string => {
  const totals = new Map<string, number>();
  for (const { indicator, count } of cells) totals.set(indicator, (totals.get(indicator) ?? 0) + count);
  return [...totals]
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([indicator, count]) => `${indicator} ${String(count)}`)
    .join(', ');
};

/** Plans a campaign about the visits after a birth. */
const planned = async (country: Country, channel: 'sms' | 'fieldVisit', area: string): Promise<string> => {
  const manager = staff(country, 'manager-1', 'manager');
  const today = country.local.clock.now().slice(0, 10);
  const body = {
    name: 'Visits after the birth',
    channel,
    segment: { areas: [area] },
    contentId: 'visits-after-birth',
    startsOn: today,
    endsOn: today,
  };
  return String((await done(manager.call('POST', '/campaigns', body)))['campaignId']);
};

/** Outreach before anybody is registered: health workers go to a village and say what there is. */
const fieldVisit = async (country: Country): Promise<string> => {
  const manager = staff(country, 'manager-1', 'manager');
  const texts = {
    en: 'Four visits after the birth keep you and your baby well. Ask your health worker for the days.',
    hi: 'जन्म के बाद चार मुलाकातें आपको और शिशु को स्वस्थ रखती हैं।',
  };
  await done(manager.call('POST', '/contents/visits-after-birth/versions', { title: 'Visits after the birth', texts }));
  const campaignId = await planned(country, 'fieldVisit', 'bengaluru-1');
  await done(manager.call('POST', `/campaigns/${campaignId}/runs`));
  await done(
    manager.call('POST', `/campaigns/${campaignId}/deliveries`, {
      on: country.local.clock.now().slice(0, 10),
      place: 'ward 12, anganwadi centre',
      reached: 34,
    }),
  );
  return 'field visit to ward 12 in bengaluru-1: 34 women were told of the programme';
};

/** Outreach by text message to the mothers of an area. */
const textCampaign = async (country: Country): Promise<string> => {
  const manager = staff(country, 'manager-1', 'manager');
  const campaignId = await planned(country, 'sms', 'gaya-7');
  const preview = await done(manager.call('GET', `/campaigns/${campaignId}/preview`));
  await done(manager.call('POST', `/campaigns/${campaignId}/runs`));
  await country.settle();
  const { completed } = (await done(manager.call('GET', `/campaigns/${campaignId}`))) as { completed?: { sent: number } };
  return `campaign by text to gaya-7: preview ${String(preview['reached'])} mothers and ${String(preview['parts'])} message parts, sent ${String(completed?.sent ?? 0)}`;
};

/** What the ministry does, beside the families. */
const OUTREACH = [
  { at: '2022-11-09T10:00:00.000Z', does: fieldVisit },
  { at: '2024-03-10T08:00:00.000Z', does: textCampaign },
];

/** The ministry has told the rail where it pays its workers. */
const registerPayee = async ({ partners }: Country, payeeIdentity: string): Promise<void> => {
  const body = { RequestID: 'WORKER-1', Beneficiaries: [{ payeeIdentity, PaymentModality: '04', FinancialAddress: '+919845099999' }] };
  const response = await fetch(`${partners.baseUrl}/rail/identityAccountMapper/beneficiary`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'X-Callback-URL': partners.baseUrl, 'X-Registering-Institution-ID': 'NESTLING' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the rail does not take a worker: ${await response.text()}`);
};

/** A second person looks at the payments that wait for approval, area by area. */
const approve = async (supervisor: Hands): Promise<void> => {
  for (const area of WORKERS.flatMap(({ areas }) => areas)) {
    const { items } = (await done(supervisor.call('GET', `/reviews?area=${area}&kind=paymentApproval&limit=100`))) as {
      items: readonly { caseId: string; reviewId: string }[];
    };
    for (const { caseId, reviewId } of items)
      await done(supervisor.call('POST', `/cases/${caseId}/reviews/${reviewId}/decision`, { decision: 'approve' }));
  }
};

const WEEK_MS = 7 * 86_400_000;

/** Time passes to an instant; the supervisor sits down over the approvals once a week, and on the last day. */
const live = async (country: Country, supervisor: Hands, until: string, report: () => void): Promise<void> => {
  for (let next = country.local.clock.now(); next < until;) {
    next = new Date(Math.min(Date.parse(until), Date.parse(next) + WEEK_MS)).toISOString();
    await country.passTo(next);
    report();
    await approve(supervisor);
    await country.settle();
    report();
  }
};

/**
 * Takes the families through their lives on the moved clock, and prints what happens to whom.
 * @throws Error when the API refuses what a family does
 */
export const walk = async (country: Country, print: (line: string) => void): Promise<void> => {
  const everybody: Met[] = FAMILIES.map((family) => ({ family, caseId: undefined, childIds: [] }));
  const worker = staff(country, 'worker-1', 'worker');
  const supervisor = staff(country, 'supervisor-1', 'supervisor');
  for (const each of WORKERS) await done(staff(country, 'manager-1', 'manager').call('POST', '/workers', { capacity: 200, ...each }));
  for (const { payeeIdentity } of WORKERS) if (payeeIdentity !== undefined) await registerPayee(country, payeeIdentity);
  for (const { known } of FAMILIES) country.partners.control.loadPopulation(known);

  const sceneOf = (met: Met): Scene => ({
    country,
    worker,
    supervisor,
    caseId: () => met.caseId ?? '',
    childIds: () => met.childIds,
    keep(caseId, childIds) {
      met.caseId = caseId;
      met.childIds = childIds;
    },
  });
  const unsaid = new Map<string, number>();
  const report = reporterOf(country, everybody, unsaid, print);
  const chapters = everybody.flatMap((met) =>
    met.family.chapters.map(({ on, at = '09:00', about, happens }) => ({
      at: `${on}T${at}:00.000Z`,
      play: async () => {
        print(printed.chapter(`${on}T${at}`, met.family.name, about));
        await happens(sceneOf(met));
      },
    })),
  );
  const outreach = OUTREACH.map(({ at, does }) => ({ at, play: async () => print(printed.chapter(at, 'Outreach', await does(country))) }));
  for (const { at, play } of [...chapters, ...outreach].sort((left, right) => left.at.localeCompare(right.at))) {
    await live(country, supervisor, at, report);
    await play();
    await country.settle();
    report();
  }
  await live(country, supervisor, UNTIL, report);

  for (const [who, more] of unsaid)
    print(printed.chapter(country.local.clock.now(), who, `was sent ${String(more)} more texts like those above`));
  const counts = await staff(country, 'manager-1', 'manager').call('GET', '/monitoring/counts?from=2022-11&to=2024-09');
  print(printed.chapter(country.local.clock.now(), 'Counts', summed(monthsOf(counts))));
  const paid = country.partners.control
    .totals()
    .map(({ currency, payments, amountMinor }) => `${currency} ${String(amountMinor / 100)} in ${String(payments)}`);
  print(printed.chapter(country.local.clock.now(), 'Rail', `moved ${paid.join(', ')}`));
};
