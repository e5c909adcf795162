import type { Country } from '../country.ts';
import { STAFF_PHONES } from './families-in-care.ts';
import type { Family } from './story.ts';
import { factInWords, printed } from './timeline.ts';

/** A family on its way: its case, once it has one. */
export interface Met {
  readonly family: Family;
  caseId: string | undefined;
  childIds: readonly string[];
}

/** What tells the reader what happens to whom. */
export interface Reporter {
  /** Prints what has happened since it was last asked: facts of the families, and texts to them and to those who help. */
  readonly report: () => void;
  /** What she is texted next answers her, so it is printed even where she has had the like of it. */
  readonly expectAnswers: (name: string) => void;
  /** How many texts like those above were left out, by name. */
  readonly unsaid: () => ReadonlyMap<string, number>;
}

/** Reminders are alike but for their day: one of each kind shows what she gets. */
const kindOf = (name: string, message: string): string => `${name} ${message.slice(0, 12)}`;

export const reporterOf = (country: Country, everybody: readonly Met[], print: (line: string) => void): Reporter => {
  const { local } = country;
  const seen = new Set<string>(local.events().map(({ id }) => id));
  let texts = country.sentTexts().length;
  const told = new Set<string>();
  const unsaid = new Map<string, number>();

  const facts = () =>
    local.events().flatMap((event) => {
      if (seen.has(event.id)) return [];
      seen.add(event.id);
      const { metadata, data } = event.detail as { metadata: { caseId: string }; data: Record<string, unknown> };
      const who = everybody.find(({ caseId }) => caseId === metadata.caseId);
      const text = factInWords(event['detail-type'], data, event.time);
      // one missed contact shows what follows; the counts at the end have them all
      const isTold = event['detail-type'] === 'ContactMissed.v1' && told.has(`${metadata.caseId} missed`);
      if (event['detail-type'] === 'ContactMissed.v1') told.add(`${metadata.caseId} missed`);
      if (isTold || who === undefined || text === undefined) return [];
      return [{ at: event.time, line: printed.fact(event.time, who.family.name, text) }];
    });
  const messages = () => {
    const sent = country.sentTexts().slice(texts);
    texts += sent.length;
    return sent.flatMap(({ at, to, message }) => {
      const who = everybody.find(({ family }) => family.phone === to)?.family.name ?? STAFF_PHONES[to] ?? '';
      const kind = kindOf(who, message);
      if (told.has(kind)) {
        unsaid.set(who, (unsaid.get(who) ?? 0) + 1);
        return [];
      }
      told.add(kind);
      return [{ at, line: printed.sms(at, who, message) }];
    });
  };
  return {
    report() {
      const all = [...facts(), ...messages()];
      for (const { line } of all.sort((left, right) => Date.parse(left.at) - Date.parse(right.at))) print(line);
    },
    expectAnswers(name) {
      for (const kind of told) if (kind.startsWith(`${name} `)) told.delete(kind);
    },
    unsaid: () => unsaid,
  };
};
