import type { Country } from '../country.ts';
import { FAMILIES, UNTIL } from './families.ts';
import { equipArea } from './families-in-care.ts';
import { done, staff } from './hands.ts';
import { writeText } from './phone.ts';
import { roundsOf } from './rounds.ts';
import { reporterOf, type Met } from './reporter.ts';
import type { Scene } from './story.ts';
import { printed } from './timeline.ts';

const WORKERS: readonly {
  readonly workerId: string;
  readonly displayName: string;
  readonly areas: readonly string[];
  readonly payeeIdentity?: string;
  readonly phone?: string;
  readonly language?: string;
}[] = [
  { workerId: 'asha-1', displayName: 'Lakshmi', areas: ['bengaluru-1', 'gaya-7'], payeeIdentity: 'ASHA-0001' },
  { workerId: 'fchv-1', displayName: 'Pema', areas: ['mustang-2'] },
  { workerId: 'fwa-1', displayName: 'Nasrin', areas: ['noakhali-4'] },
  { workerId: 'chv-1', displayName: 'Achieng', areas: ['kisumu-3'], phone: '+254733000001', language: 'en' },
];

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

const WEEK_MS = 7 * 86_400_000;

/** Time passes to an instant; staff go their rounds once a week, and on the last day. */
const live = async (country: Country, until: string, rounds: () => Promise<void>, report: () => void): Promise<void> => {
  for (let next = country.local.clock.now(); next < until;) {
    next = new Date(Math.min(Date.parse(until), Date.parse(next) + WEEK_MS)).toISOString();
    await country.passTo(next);
    report();
    await rounds();
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

  await equipArea({ supervisor });

  const { report, expectAnswers, unsaid } = reporterOf(country, everybody, print);
  const areas = WORKERS.flatMap((each) => each.areas);
  const rounds = roundsOf(country, { worker, supervisor }, areas);
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
    async writes(...texts) {
      print(printed.written(country.local.clock.now(), met.family.name, texts));
      expectAnswers(met.family.name);
      for (const text of texts) await writeText(country, met.family.phone, text);
    },
  });
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
    await live(country, at, rounds, report);
    await play();
    await country.settle();
    report();
  }
  await live(country, UNTIL, rounds, report);

  for (const [who, more] of unsaid())
    print(printed.chapter(country.local.clock.now(), who, `was sent ${String(more)} more texts like those above`));
  const counts = await staff(country, 'manager-1', 'manager').call('GET', '/monitoring/counts?from=2022-11&to=2024-09');
  print(printed.chapter(country.local.clock.now(), 'Counts', summed(monthsOf(counts))));
  const paid = country.partners.control
    .totals()
    .map(({ currency, payments, amountMinor }) => `${currency} ${String(amountMinor / 100)} in ${String(payments)}`);
  print(printed.chapter(country.local.clock.now(), 'Rail', `moved ${paid.join(', ')}`));
};
