import type { Country } from '../country.ts';
import { FAMILIES, UNTIL } from './families.ts';
import { done, staff } from './hands.ts';
import type { Family, Scene } from './story.ts';
import { factInWords, printed } from './timeline.ts';

/** A family on its way: its case, once it has one. */
interface Met {
  readonly family: Family;
  caseId: string | undefined;
  childIds: readonly string[];
}

const WORKERS = [
  { workerId: 'asha-1', displayName: 'Lakshmi', areas: ['bengaluru-1', 'gaya-7'], payeeIdentity: 'ASHA-0001' },
  { workerId: 'fchv-1', displayName: 'Pema', areas: ['mustang-2'] },
  { workerId: 'fwa-1', displayName: 'Nasrin', areas: ['noakhali-4'] },
  { workerId: 'chv-1', displayName: 'Achieng', areas: ['kisumu-3'] },
];

/** Prints what has happened since it was last asked: facts of the families, and texts to them. */
const reporterOf = (country: Country, everybody: readonly Met[], print: (line: string) => void) => {
  const seen = new Set<string>(country.local.events().map(({ id }) => id));
  let texts = country.local.sms().length;
  return (): void => {
    const facts = country.local.events().flatMap((event) => {
      if (seen.has(event.id)) return [];
      seen.add(event.id);
      const { metadata, data } = event.detail as { metadata: { caseId: string }; data: Record<string, unknown> };
      const who = everybody.find(({ caseId }) => caseId === metadata.caseId);
      const text = factInWords(event['detail-type'], data);
      return who === undefined || text === undefined ? [] : [{ at: event.time, line: printed.fact(event.time, who.family.name, text) }];
    });
    const messages = country.local
      .sms()
      .slice(texts)
      .map(({ at, phoneNumber, message }) => {
        const who = everybody.find(({ family }) => family.phone === phoneNumber)?.family.name ?? '';
        return { at, line: printed.sms(at, who, message) };
      });
    texts += messages.length;
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

/** An outreach campaign for the women of an area, by text message. */
const campaign = async (country: Country, print: (line: string) => void): Promise<void> => {
  const manager = staff(country, 'manager-1', 'manager');
  const now = country.local.clock.now();
  await done(
    manager.call('POST', '/contents/postnatal-visits/versions', {
      title: 'Postnatal visits',
      texts: {
        en: 'Four visits after the birth keep you and your baby well. Ask your health worker for the days.',
        hi: 'जन्म के बाद चार मुलाकातें आपको और शिशु को स्वस्थ रखती हैं।',
      },
    }),
  );
  const planned = await done(
    manager.call('POST', '/campaigns', {
      name: 'Postnatal visits',
      channel: 'sms',
      segment: { areas: ['gaya-7'] },
      contentId: 'postnatal-visits',
      startsOn: now.slice(0, 10),
      endsOn: now.slice(0, 10),
    }),
  );
  const campaignId = String(planned['campaignId']);
  const preview = await done(manager.call('GET', `/campaigns/${campaignId}/preview`));
  await done(manager.call('POST', `/campaigns/${campaignId}/runs`));
  await country.settle();
  const result = await done(manager.call('GET', `/campaigns/${campaignId}`));
  const { sent } = (result['completed'] ?? {}) as { sent?: number };
  print(
    printed.chapter(
      now,
      'Outreach',
      `campaign to gaya-7: preview ${String(preview['reached'])} mothers, ${String(preview['parts'])} message parts; sent ${String(sent ?? 0)}`,
    ),
  );
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
  const report = reporterOf(country, everybody, print);
  const chapters = everybody
    .flatMap((met) => met.family.chapters.map((chapter) => ({ met, chapter, at: `${chapter.on}T${chapter.at ?? '09:00'}:00.000Z` })))
    .sort((left, right) => left.at.localeCompare(right.at));
  for (const { met, chapter, at } of chapters) {
    await country.passTo(at);
    report();
    print(printed.chapter(at, met.family.name, chapter.about));
    await chapter.happens(sceneOf(met));
    await country.settle();
    report();
  }
  await campaign(country, print);
  report();
  await country.passTo(UNTIL);
  report();

  const counts = await staff(country, 'manager-1', 'manager').call('GET', '/monitoring/counts?from=2022-11&to=2024-09');
  print(printed.chapter(country.local.clock.now(), 'Counts', summed(monthsOf(counts))));
  const paid = country.partners.control
    .totals()
    .map(({ currency, payments, amountMinor }) => `${currency} ${String(amountMinor / 100)} in ${String(payments)}`);
  print(printed.chapter(country.local.clock.now(), 'Rail', `moved ${paid.join(', ')}`));
};
