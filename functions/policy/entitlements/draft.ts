import type { PlainDate, PlainMonth } from '../../kernel/dates.ts';
import type { Currency } from '../../kernel/money.ts';
import type { EntitlementLine, Instalment, InstalmentStatus } from '../evaluation.ts';
import type { Sum } from '../amounts.ts';
import type { Entitlement } from '../schema/entitlements.ts';

/** What an entitlement comes to: the instalments a person would list, and the lines that are paid. */
export interface Due {
  readonly instalments: readonly Instalment[];
  readonly lines: readonly EntitlementLine[];
  readonly series?: { readonly finalMonth: PlainMonth; readonly lifetimeTotalMinor: number };
}

export const NOTHING: Due = { instalments: [], lines: [] };

/** How far an instalment is: the status with what belongs to it. */
export type Standing =
  | { readonly status: 'payable'; readonly conditionsMetOn: PlainDate; readonly payableFrom?: PlainDate }
  | { readonly status: 'held'; readonly conditionsMetOn: PlainDate; readonly payableFrom?: PlainDate; readonly reason: string }
  | { readonly status: 'pending'; readonly missing: readonly string[]; readonly payableFrom?: PlainDate }
  | { readonly status: 'forfeited'; readonly reason: string };

const payment = ({ id, rule, payee, payeeTitle, inKind }: Entitlement, currency: Currency) => ({
  entitlement: id,
  rule,
  currency,
  payee,
  payeeTitle: payeeTitle ?? payee,
  inKind,
});

export const instalmentOf = (
  entitlement: Entitlement,
  currency: Currency,
  { id, sum, standing, months }: { id: string; sum: Sum; standing: Standing; months?: NonNullable<Instalment['months']> },
): Instalment => ({ id, ...payment(entitlement, currency), ...sum, ...standing, ...(months === undefined ? {} : { months }) });

export const lineOf = (
  entitlement: Entitlement,
  currency: Currency,
  {
    id,
    instalment,
    amountMinor,
    status,
    payableOn,
    reason,
  }: {
    id: string;
    instalment: string;
    amountMinor: number;
    status: InstalmentStatus;
    payableOn?: PlainDate | undefined;
    reason?: string | undefined;
  },
): EntitlementLine => ({
  id,
  instalment,
  ...payment(entitlement, currency),
  amountMinor,
  status,
  ...(payableOn === undefined ? {} : { payableOn }),
  ...(reason === undefined ? {} : { reason }),
});

/** The line of an instalment that is paid in one. */
export const lineFrom = (entitlement: Entitlement, instalment: Instalment, id = instalment.id): EntitlementLine =>
  lineOf(entitlement, instalment.currency, {
    id,
    instalment: instalment.id,
    amountMinor: instalment.amountMinor,
    status: instalment.status,
    payableOn: instalment.payableFrom ?? instalment.conditionsMetOn,
    reason: instalment.reason,
  });
