import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { Condition, Where } from './conditions.ts';
import { Anchor, Id, Span } from './vocabulary.ts';

const amount = z.number().min(0).describe('in the programme currency, as the source prints it (not minor units)');
const reason = z
  .string()
  .min(1)
  .describe('why it is lost, in English; {days} {limit} {date} stand for the days taken, the limit and the limit date');

/** Parts that an amount consists of, such as the two halves of a worker's incentive. */
const Components = z.array(z.strictObject({ id: Id, name: z.string().min(1), amount })).min(1);

/** How much is paid. */
export const Amount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), amount, components: Components.optional() }),
  z
    .strictObject({
      kind: z.literal('table'),
      rows: z.array(z.strictObject({ when: Condition, amount, components: Components.optional() })).min(1),
    })
    .describe('the first row whose condition holds; no row: nothing is due'),
  z
    .strictObject({
      kind: z.literal('bySize'),
      fact: z.string().describe('a number, or a list whose entries (of the declared values) are counted'),
      bands: z.array(z.strictObject({ atLeast: z.int().min(1), amount })).min(1),
    })
    .describe('the band with the greatest `atLeast` that is reached'),
  z
    .strictObject({
      kind: z.literal('byComponent'),
      fact: z.string().describe('a list of texts, one entry a component'),
      components: z.array(z.strictObject({ values: z.array(z.string()).min(1), amount, when: Condition.optional() })).min(1),
      most: z.int().min(1).optional().describe('components that count at most; the largest first'),
      share: z.int().min(1).default(1).describe('the sum is divided by this: 4 for a quarter of a yearly amount'),
    })
    .describe('the sum over the entries of a list'),
]);
export type Amount = z.infer<typeof Amount>;

/** A date limit counted from an anchor; the limit day itself counts. */
const Limit = z.strictObject({
  anchor: Anchor,
  span: Span,
  reason,
  missedReason: reason.optional().describe('when nothing came before the limit passed; else `reason`'),
});
export type Limit = z.infer<typeof Limit>;

/** One thing that has to have happened. */
export const Need = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('occurrence'),
    occurrence: z.string().min(1),
    label: z.string().optional().describe('how a missing one is named; else the occurrence type'),
    where: Where.optional(),
    elseReason: reason.optional().describe('when it happened otherwise than `where` says: the instalment is lost for this reason'),
    notBefore: z
      .strictObject({ anchor: Anchor, span: Span, reason: reason.optional().describe('absent: an earlier one just does not count') })
      .optional()
      .describe('the first day on which it counts'),
    notAfter: Limit.optional().describe('the last day on which it counts'),
    closedBy: z
      .strictObject({ occurrence: z.string(), reason })
      .optional()
      .describe('once this has happened it can no longer be made up for'),
  }),
  z
    .strictObject({ kind: z.literal('elapsed'), anchor: Anchor, span: Span, label: z.string().min(1) })
    .describe('so much time has passed since the anchor'),
]);
export type Need = z.infer<typeof Need>;

const common = {
  id: Id,
  rule: Id.describe('the named rule it follows, cited in grounds'),
  name: z.string().min(1).describe('what it is, for people'),
  payee: z.enum(['mother', 'worker', 'facility']),
  payeeTitle: z.string().optional().describe('what the programme calls the payee, such as asha; else the payee'),
  inKind: z.boolean().default(false).describe('goods or services: the amount is their value and no money moves to the payee'),
  appliesWhen: Condition.optional().describe('whom it is for; for others it does not exist'),
  amount: Amount,
  payableAfter: Span.optional().describe('waiting time after its conditions are met'),
};

/** What the programme gives. The kind says how often and on what. */
export const Entitlement = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('once'),
      ...common,
      needs: z.array(Need).min(1),
      paidBefore: z
        .strictObject({
          fact: z.string().describe('a fact of type claims'),
          freshAfter: z.array(z.string()).describe('outcomes after which a pregnancy is a fresh case'),
          reason,
        })
        .optional()
        .describe('an instalment that was paid for an earlier pregnancy is not paid again'),
    })
    .describe('one payment when everything it needs has happened'),
  z
    .strictObject({
      kind: z.literal('perOccurrence'),
      ...common,
      instalmentId: z.string().min(1).describe('id of each; {n} counts, {name} stands for an attribute, {year} for the year'),
      lineId: z.string().min(1).optional().describe('id of the line that is paid, where `instalmentId` would repeat, such as with {year}'),
      occurrence: z.string(),
      where: Where.optional(),
      most: z.int().min(1).optional().describe('occurrences that count, the earliest first'),
      joint: z
        .strictObject({ attribute: z.string(), changes: z.array(z.strictObject({ rule: Id, upTo: z.int(), amount: Amount })).default([]) })
        .optional()
        .describe(
          'an attribute with cycle numbers, such as 85+86: the amount is due for each; `changes` are the rates that held up to a cycle',
        ),
    })
    .describe('one payment for each occurrence'),
  z
    .strictObject({
      kind: z.literal('windows'),
      ...common,
      instalmentId: z.string().min(1).describe('id of each; {nn} counts with two digits'),
      occurrence: z.string(),
      anchor: Anchor,
      everyMonths: z.int().min(1),
      count: z.int().min(1),
      opensMonthsBefore: z.int().min(0).describe('a window opens the day after so many months before its due day'),
      closesMonthsAfter: z.int().min(0).describe('it closes so many months after its due day'),
      untilMonths: z.int().min(1).optional().describe('no window is open later than so many months after the anchor'),
      missedReason: reason,
    })
    .describe('one payment for each window of time with an occurrence in it; a window that was missed stays missed'),
  z
    .strictObject({
      kind: z.literal('monthly'),
      ...common,
      start: z.string().describe('the occurrence in whose month the first payment falls'),
      count: z.int().min(1).describe('months'),
    })
    .describe('a fixed number of monthly payments'),
  z
    .strictObject({
      kind: z.literal('complianceMonths'),
      ...common,
      occurrence: z.string().describe('one a month, with what was complied with as attributes'),
      where: Where.describe('what makes the month count'),
      periodMonths: z.int().min(1).max(12).describe('months paid together, counted from January'),
      from: PlainDate.optional().describe('months before this day do not count'),
      missedReason: reason,
    })
    .describe('an amount for each month complied with, paid a period at a time'),
]);
export type Entitlement = z.infer<typeof Entitlement>;
export type EntitlementOf<Kind extends Entitlement['kind']> = Extract<Entitlement, { kind: Kind }>;

/** Services that the programme covers for a time; no cash. */
export const Cover = z.strictObject({
  rule: Id,
  anchor: Anchor,
  months: z.int().min(1),
  services: z
    .record(z.string(), z.strictObject({ most: z.int().min(1), occurrences: z.array(z.string()).min(1) }))
    .describe('service to how many are covered and which occurrences use one up'),
});
export type Cover = z.infer<typeof Cover>;
