import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../local/json.ts';
import { done, staff } from '../local/journey/hands.ts';
import { signedText } from '../local/journey/phone.ts';
import type { Country } from '../local/country.ts';
import { onFreshCountry, type Built } from './country.ts';
import { percentile } from './table.ts';
import { writeItems, type StoredItem } from './write-items.ts';

export interface WaitFigures {
  readonly what: string;
  readonly texts: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface TextFigures {
  /** From the moment in which a gateway hands a text over; one text at a time. */
  readonly waits: readonly WaitFigures[];
  readonly queue: { readonly messages: number; readonly seconds: number; readonly perSecond: number; readonly sent: number };
}

export interface TextOptions {
  readonly mothers: number;
  readonly warmUp: number;
  /** Texts that are in the outgoing queue at once. */
  readonly queued: number;
}

/** By day: no text waits for the morning. */
const START = '2026-03-04T06:00:00.000Z';
const AREA = 'bench-1';
const WORKER_PHONE = '+919845099001';
/** Numbers to note, and numbers with a sign at which a person is called. */
const ORDINARY = '118/76';
const SEVERE = '166/114 headache';

/** A mother like the others, with a phone of her own, pregnant. */
const registrationOf = (index: number) => ({
  programme: 'DEFAULT',
  area: AREA,
  language: 'en',
  mother: {
    givenName: 'Radha',
    familyName: 'Kumari',
    birthDate: '1997-05-14',
    phone: `+9198450${String(10_000 + index)}`,
    nationalId: `BENCH-${String(index)}`,
  },
  pregnancy: { lastMenstrualPeriodOn: '2025-09-01' },
  children: [],
  consent: { method: 'paper', scanReference: `scan-${String(index)}` },
  applicant: {},
});

interface Met {
  readonly caseId: string;
  readonly phone: string;
}

const metadataOf = (event: { readonly detail: unknown }): string => (event.detail as { metadata: { caseId: string } }).metadata.caseId;

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Hands one text over, and notes when each of the facts that follow from it was published. */
const timed = async (country: Country, { caseId, phone }: Met, text: string, facts: readonly string[]): Promise<readonly number[]> => {
  const { local } = country;
  const before = local.events().length;
  const { body, headers } = signedText(country, { id: randomUUID(), from: phone, text });
  const began = performance.now();
  const times = new Map<string, number>();
  const { status } = await fetch(`${local.apiUrl}/incoming-texts`, { method: 'POST', headers, body });
  const taken = performance.now() - began;
  if (status !== 202) throw new Error(`a text was answered ${String(status)}`);
  const progress = { isOver: false };
  const settled = country.settle().then(() => (progress.isOver = true));
  do {
    await soon();
    for (const event of local.events().slice(before))
      if (metadataOf(event) === caseId && !times.has(event['detail-type'])) times.set(event['detail-type'], performance.now() - began);
  } while (!progress.isOver);
  await settled;
  const missing = facts.filter((fact) => !times.has(`${fact}.v1`));
  if (missing.length > 0) throw new Error(`${missing.join(', ')} did not follow from the text ${text}`);
  return [taken, ...facts.map((fact) => times.get(`${fact}.v1`) ?? 0)];
};

const figuresOf = (what: string, milliseconds: readonly number[]): WaitFigures => {
  const sorted = milliseconds.toSorted((left, right) => left - right);
  return { what, texts: sorted.length, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
};

const column = (rows: readonly (readonly number[])[], place: number): readonly number[] => rows.map((row) => row[place] ?? 0);

const partition = async ({ local }: Country, pk: string): Promise<readonly StoredItem[]> => {
  const { Items } = await local.dynamodb('Query', {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
  });
  return Items as readonly StoredItem[];
};

/**
 * As many texts as are asked for in the queue at once: copies of one that a mother was sent, each in a case of its own. Their facts are
 * written last, so that the relay, the bus, the queue and its consumer are what is measured.
 */
const measureQueue = async (country: Country, { caseId }: Met, messages: number): Promise<TextFigures['queue']> => {
  const { local } = country;
  const file = await partition(country, `CASE#${caseId}`);
  const message = file.findLast(({ entity, state }) => entity?.S === 'message' && state?.S === 'sent');
  const root = file.find(({ sk }) => sk?.S === 'CASE');
  const fact = (await partition(country, `EVENTS#${caseId}`)).findLast(
    ({ detailType, detail }) => detailType?.S === 'MessageQueued.v1' && detail?.S?.includes(message?.['messageId']?.S ?? ' ') === true,
  );
  if (message === undefined || root === undefined || fact === undefined) throw new Error('the mother was sent nothing that can be copied');
  const { sentAt: _s, receipt: _r, gatewayId: _i, gateway: _g, attempt: _a, ...rest } = message;
  const queued: StoredItem = { ...rest, state: { S: 'queued' }, attempts: { N: '0' } };
  const eventId = /"eventId":"([^"]+)"/.exec(fact['detail']?.S ?? '')?.[1] ?? '';
  const messageId = message['messageId']?.S ?? '';
  const copies = Array.from({ length: messages }, () => {
    const ids = [caseId, messageId, eventId].map((id) => [id, randomUUID()] as const);
    const copy = (item: StoredItem) =>
      JSON.parse(ids.reduce((text, [old, own]) => text.replaceAll(old, own), canonicalJson(item as never))) as StoredItem;
    return { file: [copy(root), copy(queued)], fact: copy(fact) };
  });
  await writeItems(
    country,
    copies.flatMap((copy) => copy.file),
  );
  const before = local.sms().length;
  const began = performance.now();
  await writeItems(
    country,
    copies.map((copy) => copy.fact),
  );
  await country.settle();
  const seconds = (performance.now() - began) / 1000;
  const sent = local.sms().length - before;
  return { messages, seconds, perSecond: sent / seconds, sent };
};

/** What a text from a phone waits for, and how fast texts leave; through the local system, on this machine. */
export const measureTexts = (built: Built, { mothers: count, warmUp, queued }: TextOptions): Promise<TextFigures> =>
  onFreshCountry(built, START, async ({ country }) => {
    const worker = staff(country, 'worker-1', 'worker');
    const manager = staff(country, 'manager-1', 'manager');
    await done(
      manager.call('POST', '/workers', {
        workerId: 'worker-1',
        displayName: 'Care worker',
        areas: [AREA],
        capacity: 10_000,
        phone: WORKER_PHONE,
      }),
    );
    const everybody: Met[] = [];
    for (let index = 0; index < count + warmUp; index += 1) {
      const registration = registrationOf(index);
      const { nationalId, givenName, familyName, birthDate, phone } = registration.mother;
      const person = { nationalId, givenName, familyName, birthDate, sex: 'female' as const };
      country.partners.control.loadPopulation({ people: [person], births: [], accounts: [] });
      const { caseId } = (await done(worker.call('POST', '/registrations', registration))) as { caseId: string };
      await country.settle();
      everybody.push({ caseId, phone });
    }

    const ordinary: (readonly number[])[] = [];
    const severe: (readonly number[])[] = [];
    for (const met of everybody) {
      ordinary.push(await timed(country, met, ORDINARY, ['MessageQueued']));
      severe.push(await timed(country, met, SEVERE, ['MessageQueued', 'AlertOpened', 'AlertTold']));
    }
    const [first] = everybody;
    if (first === undefined) throw new Error('nobody has a phone');
    const measured = { ordinary: ordinary.slice(warmUp), severe: severe.slice(warmUp) };
    return {
      waits: [
        figuresOf('taken by the webhook', [...column(measured.ordinary, 0), ...column(measured.severe, 0)]),
        figuresOf('reply queued', [...column(measured.ordinary, 1), ...column(measured.severe, 1)]),
        figuresOf('alert opened', column(measured.severe, 2)),
        figuresOf('first person told', column(measured.severe, 3)),
      ],
      queue: await measureQueue(country, first, queued),
    };
  });
