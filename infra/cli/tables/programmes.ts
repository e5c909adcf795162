import { join } from 'node:path';
import { loadProgrammes, type Programme, type Version } from '../../../functions/policy/index.ts';
import { code, folded, table } from './markdown.ts';
import { ROOT } from './sources.ts';

const shipped = (): readonly Programme[] => [...loadProgrammes(join(ROOT, 'functions/policy/programmes')).values()];

const inForce = ({ id, effectiveFrom, effectiveTo }: Version): string => {
  const days = [effectiveFrom === undefined ? '' : `from ${effectiveFrom}`, effectiveTo === undefined ? '' : `to ${effectiveTo}`];
  return [code(id), ...days].filter((part) => part !== '').join(' ');
};

const doubtsOf = ({ unconfirmed, versions }: Programme): number =>
  new Set([...unconfirmed, ...versions.flatMap((version) => version.unconfirmed)]).size;

/** Every shipped programme with its versions. */
export const programmesTable = (): string =>
  table(
    ['programme', 'name', 'country', 'money', 'versions', 'points not confirmed'],
    shipped().map((programme) => [
      code(programme.id),
      programme.name,
      programme.country === 'ZZ' ? 'any' : `${programme.country}${programme.region === undefined ? '' : `, ${programme.region}`}`,
      programme.currency === 'XXX' ? 'none' : programme.currency,
      programme.versions.map(inForce).join('; '),
      String(doubtsOf(programme)),
    ]),
  );

type Rule = readonly [id: string, kind: string, text: string];

const rulesOf = ({ eligibility, entitlements, holds, exits, cover, otherRules }: Version): readonly Rule[] => [
  ...eligibility.rules.map(({ id, description }): Rule => [id, 'eligibility', description]),
  ...entitlements.map(({ rule, name, payee }): Rule => [rule, `paid to the ${payee}`, name]),
  ...holds.map(({ rule, reason }): Rule => [rule, 'hold', reason]),
  ...(cover === undefined ? [] : [[cover.rule, 'cover', `covered for ${String(cover.months)} months`] as const]),
  ...exits.map(({ rule, reason }): Rule => [rule, 'end', reason]),
  ...Object.entries(otherRules).map(([id, text]): Rule => [id, 'other', text]),
];

/** The rules of every programme by the ids that decisions cite. */
export const rulesTables = (): string =>
  shipped()
    .flatMap(({ id, name, versions }) => {
      const rows = new Map<string, { readonly rule: Rule; readonly versions: string[] }>();
      for (const version of versions)
        for (const rule of rulesOf(version)) {
          const key = rule.join('|');
          rows.set(key, { rule, versions: [...(rows.get(key)?.versions ?? []), version.id] });
        }
      if (rows.size === 0) return [];
      const body = table(
        ['rule', 'kind', 'in plain words', 'versions'],
        [...rows.values()].map(({ rule: [rule, kind, text], versions: ids }) => [
          code(rule),
          kind,
          text,
          ids.length === versions.length ? 'all' : [...new Set(ids)].join(', '),
        ]),
      );
      return [folded(`<b>${id}</b>: ${name}`, body)];
    })
    .join('\n\n');
