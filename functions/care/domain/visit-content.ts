import { Children } from '../../casefile/case.ts';
import { allOf, findOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { ChildId } from '../../kernel/ids.ts';
import { Problem, invalidRequest, type Fault } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import type { VisitItem } from '../../policy/schema/readings.ts';
import { instantIn } from '../../readings/domain/clock.ts';
import { observe, type Observed as Taken } from '../../readings/domain/observe.ts';
import { whoseOf, type NewReading } from '../../readings/domain/plausible.ts';
import { refuseUnknownSigns } from '../../readings/domain/signs.ts';
import { Findings } from '../../readings/records.ts';
import type { Observed, Visit } from '../records.ts';

/** What was seen of one person at a visit, as it was told. A reading without an instant was taken at the visit's. */
export interface ObservationReport {
  readonly childId?: string | undefined;
  readonly content: Readonly<Record<string, Observed['content'][string]>>;
  readonly signs: readonly string[];
  readonly readings: readonly (Omit<NewReading, 'childId' | 'measuredAt'> & { readonly measuredAt?: string | undefined })[];
}

type Told = Pick<Visit, 'visitId' | 'kind' | 'on' | 'time' | 'place'>;

/** A visit whose hour nobody told is taken to have been at noon, or earlier today. */
const NOON = '12:00';

const instantOf = ({ on, time }: Told, { timeZone }: Programme, at: string): string => {
  const instant = instantIn(on, time ?? NOON, timeZone);
  return instant > at ? at : instant;
};

const answerFault = ({ type, choices }: VisitItem, answer: unknown): string | undefined => {
  switch (type) {
    case 'yesNo':
      return typeof answer === 'boolean' ? undefined : 'is answered by true or false';
    case 'number':
      return typeof answer === 'number' ? undefined : 'is answered by a number';
    case 'text':
      return typeof answer === 'string' ? undefined : 'is answered by a text';
    case 'choice':
      return typeof answer === 'string' && choices.includes(answer) ? undefined : `is answered by one of ${choices.join(', ')}`;
  }
};

const contentFaults = ({ childId, content }: ObservationReport, items: readonly VisitItem[], pointer: string): readonly Fault[] =>
  Object.entries(content).flatMap(([code, answer]) => {
    const item = items.find((one) => one.code === code && one.of === whoseOf(childId));
    const detail = item === undefined ? `is not asked of a ${whoseOf(childId)} in this programme` : answerFault(item, answer);
    return detail === undefined ? [] : [{ pointer: `${pointer}/content/${code}`, detail }];
  });

const answerName = (answer: unknown): string => (answer === true ? 'yes' : answer === false ? 'no' : String(answer));

const signsOf = ({ content, signs }: Pick<ObservationReport, 'content' | 'signs'>, items: readonly VisitItem[]): string[] => {
  const shown = items.flatMap((item) => {
    const answer = content[item.code];
    const sign = answer === undefined ? undefined : item.signs[answerName(answer)];
    return sign === undefined ? [] : [sign];
  });
  return [...new Set([...signs, ...shown])];
};

const isWhole = (content: Observed['content'], items: readonly VisitItem[], of: VisitItem['of'], kind: string): boolean =>
  items.filter((item) => item.of === of && (item.at.length === 0 || item.at.includes(kind))).every(({ code }) => code in content);

const refuse = (reports: readonly ObservationReport[], programme: Programme): void => {
  const { visitItems } = programme.operations.readings;
  const errors = reports.flatMap((report, place) => contentFaults(report, visitItems, `#/body/observations/${String(place)}`));
  if (errors.length > 0) throw invalidRequest(...errors);
  reports.forEach(({ signs, childId }, place) =>
    refuseUnknownSigns(signs, whoseOf(childId), programme, `#/body/observations/${String(place)}/signs`),
  );
};

/** What is known of a person at this visit: what was told before, and what is told now over it. */
const together = (
  before: Observed | undefined,
  report: ObservationReport,
  items: readonly VisitItem[],
  kind: string,
  readingIds: readonly string[],
): Observed => {
  const content = { ...before?.content, ...report.content };
  return {
    content,
    signs: [...new Set([...(before?.signs ?? []), ...signsOf(report, items)])],
    readingIds: [...new Set([...(before?.readingIds ?? []), ...readingIds])],
    whole: isWhole(content, items, whoseOf(report.childId), kind),
    ...(report.childId === undefined ? {} : { childId: ChildId.parse(report.childId) }),
  };
};

/**
 * Takes what was seen at a visit: answers by the programme's list, as many as there are; danger signs with their alert; readings.
 * @throws {Problem} InvalidRequest for what the programme does not ask, ImplausibleFact for readings with their ranges, ChildNotFound
 */
export const takeContent = (
  file: CaseFile,
  programme: Programme,
  told: Told,
  { reports, before }: { reports: readonly ObservationReport[]; before: readonly Observed[] },
  who: Pick<Context, 'at' | 'by'>,
): Change<readonly Observed[]> => {
  refuse(reports, programme);
  for (const { childId } of reports)
    if (childId !== undefined && findOf(file, Children, (one) => one.childId === childId) === undefined)
      throw new Problem('ChildNotFound', 'the case has no such child');
  const items = programme.operations.readings.visitItems;
  const measuredAt = instantOf(told, programme, who.at);
  const known = allOf(file, Findings).filter(({ source }) => source.kind === 'visit' && source.id === told.visitId);
  const pointers = reports.flatMap(({ readings }, report) =>
    readings.map((_, place) => `#/body/observations/${String(report)}/readings/${String(place)}`),
  );
  const taken: Change<Taken> = observe(
    file,
    programme,
    {
      readings: reports.flatMap(({ childId, readings }) =>
        readings.map((reading) => ({ place: told.place, ...reading, childId, measuredAt: reading.measuredAt ?? measuredAt })),
      ),
      seen: reports.map(({ childId, ...report }) => ({
        childId,
        // what was told of this visit before has its alert
        signs: signsOf(report, items).filter(
          (sign) => !known.some((finding) => finding.childId === childId && finding.signs.includes(sign)),
        ),
      })),
      source: 'visit',
      sourceId: told.visitId,
      pointerOf: (place) => pointers[place] ?? '#/body/observations',
    },
    who,
  );
  const ids = taken.answer.readings.map(({ readingId }) => readingId);
  let next = 0;
  const observed = reports.map((report) => {
    const mine = ids.slice(next, next + report.readings.length);
    next += report.readings.length;
    return together(
      before.find(({ childId }) => childId === report.childId),
      report,
      items,
      told.kind,
      mine,
    );
  });
  const rest = before.filter(({ childId }) => !reports.some((report) => report.childId === childId));
  return { ...taken, answer: [...rest, ...observed] };
};
