import { ALERT_LEVELS, type AlertLevel } from '../../policy/schema/alert-kinds.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';

/** The worst of some levels, or undefined of none. */
export const worstOf = (levels: readonly AlertLevel[]): AlertLevel | undefined => ALERT_LEVELS.findLast((level) => levels.includes(level));

/** How fast a person has to see to some signs. A sign that the programme does not know counts as it says. */
export const levelOf = (signs: readonly string[], { operations }: Programme): AlertLevel | undefined => {
  const { dangerSigns, unknownSign } = operations.readings;
  return worstOf(signs.map((sign) => dangerSigns.find(({ code }) => code === sign)?.level ?? unknownSign));
};

/** @throws {Problem} InvalidRequest for signs that the programme does not know of such a person */
export const refuseUnknownSigns = (signs: readonly string[], of: 'mother' | 'child', { operations }: Programme, pointer: string): void => {
  const known = operations.readings.dangerSigns.filter((sign) => sign.of === of).map(({ code }) => code);
  const errors = signs
    .map((sign, place) => ({ sign, pointer: `${pointer}/${String(place)}`, detail: `is no danger sign of a ${of} in this programme` }))
    .filter(({ sign }) => !known.includes(sign))
    .map(({ pointer: where, detail }) => ({ pointer: where, detail }));
  if (errors.length > 0) throw new Problem('InvalidRequest', `${of}: ${known.join(', ')} are known`, { errors });
};
