import { RiskRecorded } from '../../../events/catalogue.ts';
import { Children } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import { ChildId, derivedId } from '../../kernel/ids.ts';
import { implausible, Problem } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { Risks, type Risk } from '../records.ts';
import { startOfMonitoring } from './monitoring.ts';
import { whoseOf } from './plausible.ts';

type Who = Pick<Context, 'at' | 'by'>;

export interface RiskReport {
  readonly code: string;
  readonly childId?: string | undefined;
  readonly on: PlainDate;
}

const refuseUnknown = (file: CaseFile, { operations }: Programme, { code, childId }: RiskReport): void => {
  if (childId !== undefined && findOf(file, Children, (one) => one.childId === childId) === undefined)
    throw new Problem('ChildNotFound', 'the case has no such child');
  const known = operations.readings.risks.filter(({ of }) => of === whoseOf(childId)).map((risk) => risk.code);
  if (known.includes(code)) return;
  const detail = `got ${code}, known of a ${whoseOf(childId)} are ${known.join(', ')}`;
  throw new Problem('InvalidRequest', detail, { errors: [{ pointer: '#/body/code', detail }] });
};

/**
 * Records a risk; contacts that wait for it are planned, and what the programme monitors begins. A risk that stands is recorded once.
 * @throws {Problem} InvalidRequest for an unknown one, ChildNotFound, ImplausibleFact
 */
export const recordRisk = (file: CaseFile, programme: Programme, report: RiskReport, { at, by }: Who): Change<Risk> => {
  refuseUnknown(file, programme, report);
  const { code, childId, on } = report;
  if (on > dayOf(programme, at)) throw implausible('/on', 'lies in the future');
  const standing = findOf(file, Risks, (one) => one.code === code && one.childId === childId && one.endedOn === undefined);
  if (standing !== undefined) return unchanged(standing);
  const risk: Risk = {
    riskId: derivedId('risk', file.root.caseId, code, childId ?? '', at),
    code,
    on,
    at,
    by,
    from: 'recorded',
    ...(childId === undefined ? {} : { childId: ChildId.parse(childId) }),
  };
  const started = startOfMonitoring(file, programme, code, { at, by });
  return { put: [place(Risks, risk), ...started.put], facts: [RiskRecorded.of({ riskId: risk.riskId }), ...started.facts], answer: risk };
};

/** Ends a risk: its contacts that lie ahead are no longer asked for. @throws {Problem} RiskNotFound, ImplausibleFact */
export const endRisk = (file: CaseFile, programme: Programme, riskId: string, on: PlainDate, { at, by }: Who): Change<Risk> => {
  const risk = findOf(file, Risks, (one) => one.riskId === riskId);
  if (risk === undefined) throw new Problem('RiskNotFound', 'the case has no such risk');
  if (risk.endedOn !== undefined) return unchanged(risk);
  if (on > dayOf(programme, at)) throw implausible('/on', 'lies in the future');
  if (on < risk.on) throw implausible('/on', `the risk was recorded of ${risk.on}`);
  const ended: Risk = { ...risk, endedOn: on, endedBy: by };
  return { put: [place(Risks, ended)], facts: [RiskRecorded.of({ riskId })], answer: ended };
};
