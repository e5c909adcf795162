import { LossHeard, LossReportDismissed } from '../../../events/catalogue.ts';
import { raiseAlert } from '../../casefile/alert.ts';
import type { CaseRoot } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { findOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { silencing } from '../../messaging/domain/silence.ts';
import { LossReports } from '../records.ts';
import { quieter } from './exit-case.ts';

type Who = Pick<Context, 'at' | 'by'>;

/** What she gets after her text until somebody knows what happened: nothing about a child or a pregnancy. */
const UNTIL_KNOWN = 'motherOnly';

/**
 * Takes a mother's text that she lost a child or a pregnancy: everything about either stops in this transaction, nothing is asked by
 * text, and a person is called to speak with her and record what happened.
 */
export const hearLoss = (file: CaseFile, programme: Programme, inboundId: string, who: Who): Change<undefined> => {
  const { root } = file;
  const open = findOf(file, LossReports, ({ closedAt }) => closedAt === undefined);
  const reportId = open?.reportId ?? derivedId('lossReport', root.caseId, inboundId);
  const report = { reportId, inboundId, heardAt: who.at, messagesBefore: root.messages };
  const alert = raiseAlert(
    file,
    {
      alertId: derivedId('alert', 'lossReported', root.caseId, inboundId),
      kind: 'other',
      level: 'urgent',
      signs: ['lossReported'],
      source: { kind: 'text', id: inboundId },
    },
    who,
  );
  return silencing(file, programme, {
    root: { ...root, messages: quieter(root.messages, UNTIL_KNOWN) },
    put: [...(open === undefined ? [place(LossReports, report)] : []), ...alert.put],
    facts: [LossHeard.of({ reportId }), ...alert.facts],
    answer: undefined,
  });
};

/** The case without what a report by text had silenced, for whoever knows now what happened; what was silenced since stays so. */
export const closedReport = (
  file: CaseFile,
  outcome: 'recorded' | 'noLoss',
  { at, by }: Who,
): { readonly root: CaseRoot; readonly put: readonly Placed[]; readonly reportId?: string } => {
  const report = findOf(file, LossReports, ({ closedAt }) => closedAt === undefined);
  const { root } = file;
  if (report === undefined) return { root, put: [] };
  return {
    root: root.messages === UNTIL_KNOWN ? { ...root, messages: report.messagesBefore } : root,
    put: [place(LossReports, { ...report, closedAt: at, closedBy: by, outcome })],
    reportId: report.reportId,
  };
};

/** Takes back what a text was wrongly taken for. What was dropped meanwhile stays dropped. @throws {Problem} LifeEventNotFound */
export const dismissReport = (file: CaseFile, who: Who): Change<{ readonly messages: CaseRoot['messages'] }> => {
  const { root, put, reportId } = closedReport(file, 'noLoss', who);
  if (reportId === undefined) throw new Problem('LifeEventNotFound', 'no report of a loss by text is open');
  return { root, put, facts: [LossReportDismissed.of({ reportId })], answer: { messages: root.messages } };
};
