import { CaseErased, ConsentWithdrawn } from '../../../events/catalogue.ts';
import { endAlerts } from '../../alerts/domain/answer.ts';
import { Consents, type CaseRoot } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { RegisterStandings } from '../../consent/records.ts';
import { addDays, parsePlainDate, type PlainDate } from '../../kernel/dates.ts';
import { LedgerEntries, Lines, Payments } from '../../payment/records.ts';
import type { Programme } from '../../policy/programme.ts';
import { cancelAll } from '../../referrals/domain/close.ts';
import type { Key } from '../../table/keys.ts';
import type { Item } from '../../table/table.ts';
import { Erasures, type Erasure } from '../records.ts';
import { exitCase, keysOf, staying } from './exit-case.ts';
import { erasableOn } from './erasure.ts';

type Who = Pick<Context, 'at' | 'by'>;

/**
 * How a step of the erasing ended: there is more; whoever has alerts or referrals of hers in hand hears first that they are over, and the
 * next sweep goes on; it is not the day yet; or nothing personal is left.
 */
export type Step = 'again' | 'handedBack' | 'notYet' | 'erased';

/**
 * What stays of a case: money as it was paid, that she had agreed, and by what the country's consent block knows her until that was told.
 * Everything else goes, whichever context keeps it.
 */
const STAYS: ReadonlySet<string> = new Set([
  'case',
  Erasures.name,
  Consents.name,
  Lines.name,
  Payments.name,
  LedgerEntries.name,
  RegisterStandings.name,
]);
/** Items that one step removes. */
const MOST_ITEMS = 60;

const NOBODY = '-';

/** A case without the person: where, when and how it went, and the year of her birth. */
const withoutPerson = (root: CaseRoot, erasedOn: PlainDate): CaseRoot => {
  const {
    externalReference: _reference,
    enrolled: _number,
    workerId: _worker,
    workerName: _name,
    paymentAddress: _address,
    ...rest
  } = root;
  const { user: _user, ...registeredBy } = root.registeredBy;
  return {
    ...rest,
    registeredBy,
    mother: { givenName: NOBODY, familyName: NOBODY, birthDate: parsePlainDate(`${root.mother.birthDate.slice(0, 4)}-01-01`) },
    pregnancy: {},
    applicant: {},
    messages: 'none',
    erasedOn,
  };
};

/** Whether money is still on its way: until it has arrived or come back, the address that it goes to is needed. */
const isPaying = (file: CaseFile): boolean => allOf(file, Payments).some(({ lookOn }) => lookOn !== undefined);

/** The case leaves for good, what others have in hand is taken back, and nothing that names her or a child can be looked up any more. */
const begin = (file: CaseFile, programme: Programme, erasure: Erasure, registered: readonly Key[], who: Who): Change<Step> => {
  const today = dayOf(programme, who.at);
  const parts = file.root.status === 'exited' ? staying(file.root) : exitCase(file, programme, { reason: 'forgotten', on: today }, who);
  const { exit } = parts.root;
  const alerts = endAlerts(file, 'forgotten', who, () => true);
  const referrals = cancelAll(file, 'forgotten', who);
  const isWatched = alerts.put.length > 0 || referrals.answer.cancelled > 0;
  return {
    root: { ...parts.root, ...(exit === undefined ? {} : { exit: { ...exit, reversibleUntil: addDays(today, -1) } }) },
    put: [...parts.put, ...alerts.put, ...(referrals.put ?? []), place(Erasures, { ...erasure, begunAt: who.at })],
    remove: [...parts.remove, ...(referrals.remove ?? [])],
    also: [...parts.also, ...(referrals.also ?? []), ...registered.map((key) => ({ remove: key }))],
    facts: [...parts.facts, ...alerts.facts, ...(referrals.facts ?? [])],
    answer: isWatched ? 'handedBack' : 'again',
  };
};

/** Lines that say where she was paid, without it. */
const withoutAddresses = (file: CaseFile) =>
  allOf(file, Lines)
    .filter(({ attempts }) => attempts.some(({ payTo }) => payTo !== undefined))
    .map((line) => place(Lines, { ...line, attempts: line.attempts.map(({ payTo: _address, ...attempt }) => attempt) }));

const finish = (file: CaseFile, programme: Programme, { at }: Pick<Context, 'at'>): Change<Step> => ({
  root: withoutPerson(file.root, dayOf(programme, at)),
  put: [
    ...withoutAddresses(file),
    ...allOf(file, Consents).map(({ scanReference: _scan, attestedBy: _witness, ...consent }) =>
      place(Consents, consent.state === 'signed' ? { ...consent, state: 'withdrawn' as const, withdrawnAt: at } : consent),
    ),
  ],
  remove: keysOf(file, Erasures),
  facts: [
    ...allOf(file, Consents)
      .filter(({ state }) => state === 'signed')
      .map(({ consentId, purposes }) => ConsentWithdrawn.of({ consentId, purposes })),
    CaseErased.of({}),
  ],
  answer: 'erased',
});

const postponed = (erasure: Erasure, erasedOn: PlainDate): Change<Step> => ({
  put: [place(Erasures, { ...erasure, erasedOn })],
  answer: 'notYet',
});

/**
 * One step of the erasing of a case whose day has come; asked again until it answers otherwise than `again`. It goes on where it was
 * cut off: what is left of the case says how far it is.
 * @param registered the keys under which she and her children stand in registers beside the case
 */
export const eraseStep = (file: CaseFile, programme: Programme, registered: readonly Key[], who: Who): Change<Step> => {
  const [erasure] = allOf(file, Erasures);
  const today = dayOf(programme, who.at);
  if (erasure === undefined || erasure.erasedOn > today) return unchanged('notYet');
  if (erasure.begunAt === undefined) {
    const due = erasableOn(file, programme, dayOf(programme, erasure.requestedAt));
    if (due > today) return postponed(erasure, due);
    if (isPaying(file)) return postponed(erasure, addDays(today, 1));
    return begin(file, programme, erasure, registered, who);
  }
  const personal = file.items.filter(({ entity }: Item) => !STAYS.has(entity));
  if (personal.length === 0) return finish(file, programme, who);
  return { remove: personal.slice(0, MOST_ITEMS).map(({ pk, sk }) => ({ pk, sk })), answer: 'again' };
};
