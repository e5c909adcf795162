import { Children, Occurrences, type Child } from '../../casefile/case.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { addDays, type PlainDate } from '../../kernel/dates.ts';
import type { Programme } from '../../policy/programme.ts';
import type { ContactPlan } from '../../policy/schema/operations.ts';
import { Findings, Risks } from '../../readings/records.ts';
import type { Contact } from '../records.ts';

/** @source WHO antenatal care recommendations: the expected day is 280 days after the last period began */
const PREGNANCY_DAYS = 280;

/** A contact that the programme asks for, before anything is known of its being done. */
export interface WantedContact extends Pick<
  Contact,
  'contactId' | 'kind' | 'of' | 'childId' | 'dueOn' | 'opensOn' | 'closesOn' | 'urgent'
> {
  /** The last day on which it is made up for when its window was over before it could be planned. */
  readonly madeUpUntil?: PlainDate;
}

type Place = 'home' | 'facility';
/** A day that contacts are counted from, with the place of the birth where it is one. */
interface Anchored {
  readonly on: PlainDate;
  readonly place?: Place;
}

const placeOf = ({ birthPlace }: Child): Place => (birthPlace === 'facility' ? 'facility' : 'home');

const lastPeriodOf = (file: CaseFile): Anchored | undefined => {
  const { lastMenstrualPeriodOn, expectedOn, endedOn } = file.root.pregnancy;
  if (endedOn !== undefined || allOf(file, Children).length > 0) return undefined;
  const on = lastMenstrualPeriodOn ?? (expectedOn === undefined ? undefined : addDays(expectedOn, -PREGNANCY_DAYS));
  return on === undefined ? undefined : { on };
};

/** The end of the delivery: the last child's birth, or a stillbirth. After a miscarriage there is none. */
const deliveryOf = (file: CaseFile): Anchored | undefined => {
  const [last] = [...allOf(file, Children)].sort((left, right) => (left.bornOn < right.bornOn ? 1 : -1));
  if (last !== undefined) return { on: last.bornOn, place: placeOf(last) };
  const stillbirth = allOf(file, Occurrences).find(({ source }) => source === 'stillbirth');
  return stillbirth && { on: stillbirth.on, place: 'facility' };
};

const windowOf = ({ dueDay, opensDaysBefore, closesDaysAfter, madeUpUntilDay }: ContactPlan, on: PlainDate) => {
  const dueOn = addDays(on, dueDay);
  return {
    dueOn,
    opensOn: addDays(dueOn, -opensDaysBefore),
    closesOn: addDays(dueOn, closesDaysAfter),
    ...(madeUpUntilDay === undefined ? {} : { madeUpUntil: addDays(on, madeUpUntilDay) }),
  };
};

const suits = ({ birthPlace }: ContactPlan, { place }: Anchored): boolean => birthPlace === undefined || place === birthPlace;

/** Whether a contact is for this person: everybody, or only whom a risk is recorded of that has not ended. */
const isFor = (file: CaseFile, { when }: ContactPlan, childId?: string): boolean =>
  when === undefined ||
  allOf(file, Risks).some((risk) => risk.code === when.risk && risk.childId === childId && risk.endedOn === undefined);

/** A contact after danger signs; those that were seen on one day in one person ask for one. */
const followUps = (file: CaseFile, plan: ContactPlan, childId?: Child['childId']): readonly WantedContact[] => {
  const days = allOf(file, Findings)
    .filter((finding) => finding.childId === childId)
    .map(({ on }) => on);
  return [...new Set(days)].map((on) => ({
    contactId: [plan.id, ...(childId === undefined ? [] : [childId]), on].join('#'),
    kind: plan.id,
    of: plan.of,
    urgent: plan.urgent,
    ...(childId === undefined ? {} : { childId }),
    ...windowOf(plan, on),
  }));
};

const motherContacts = (file: CaseFile, programme: Programme): readonly WantedContact[] => {
  if (file.root.mother.diedOn !== undefined) return [];
  const anchors: Readonly<Record<Exclude<ContactPlan['anchor'], 'dangerSign'>, Anchored | undefined>> = {
    lastMenstrualPeriod: lastPeriodOf(file),
    birth: deliveryOf(file),
    registration: { on: dayOf(programme, file.root.registeredAt) },
  };
  return programme.operations.contacts
    .filter((plan) => plan.of === 'mother' && isFor(file, plan))
    .flatMap((plan) => {
      if (plan.anchor === 'dangerSign') return followUps(file, plan);
      const anchor = anchors[plan.anchor];
      if (anchor === undefined || !suits(plan, anchor)) return [];
      return [{ contactId: plan.id, kind: plan.id, of: 'mother' as const, urgent: plan.urgent, ...windowOf(plan, anchor.on) }];
    });
};

/** What is planned with each living child; where the mother has died, also the contacts that would have been with both. */
const childContacts = (file: CaseFile, programme: Programme): readonly WantedContact[] => {
  const hasDied = file.root.mother.diedOn !== undefined;
  return allOf(file, Children)
    .filter(({ diedOn }) => diedOn === undefined)
    .flatMap((child) =>
      programme.operations.contacts
        .filter(
          (plan) =>
            (plan.of === 'child' || (plan.withChild && hasDied)) &&
            plan.anchor !== 'lastMenstrualPeriod' &&
            suits(plan, { on: child.bornOn, place: placeOf(child) }) &&
            isFor(file, plan, child.childId),
        )
        .flatMap((plan) =>
          plan.anchor === 'dangerSign'
            ? followUps(file, plan, child.childId)
            : [
                {
                  contactId: `${plan.id}#${child.childId}`,
                  kind: plan.id,
                  of: 'child' as const,
                  childId: child.childId,
                  urgent: plan.urgent,
                  ...windowOf(plan, plan.anchor === 'birth' ? child.bornOn : dayOf(programme, file.root.registeredAt)),
                },
              ],
        ),
    );
};

/** Every contact that the programme asks for, with the mother and with each living child, whenever it is or was. */
export const wantedContacts = (file: CaseFile, programme: Programme): readonly WantedContact[] => {
  const wanted = [...motherContacts(file, programme), ...childContacts(file, programme)];
  return wanted.filter(({ contactId }, place) => wanted.findIndex((other) => other.contactId === contactId) === place);
};

/** The last day of the mother's own planned care, or undefined when nothing is planned for her. */
export const lastDayOfMothersCare = (file: CaseFile, programme: Programme): PlainDate | undefined =>
  motherContacts(file, programme)
    .map(({ closesOn }) => closesOn)
    .sort()
    .at(-1);
