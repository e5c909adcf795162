import { LossHeard, LossReportDismissed } from '../../../events/catalogue.ts';
import { raiseAlert } from '../../casefile/alert.ts';
import type { CaseRoot } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { LossReports, openLossReport } from '../../casefile/loss-report.ts';
import type { CaseFile, Change, Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { silencing } from '../../messaging/domain/silence.ts';

type Who = Pick<Context, 'at' | 'by'>;

/**
 * Takes a mother's text that she lost a child or a pregnancy: everything about either stops in this transaction, nothing is asked by
 * text, and a person is called to speak with her and record what happened.
 */
export const hearLoss = (file: CaseFile, programme: Programme, inboundId: string, who: Who): Change<undefined> => {
  const { root } = file;
  const open = openLossReport(file);
  const reportId = open?.reportId ?? derivedId('lossReport', root.caseId, inboundId);
  const report = { reportId, inboundId, heardAt: who.at };
  const alert = raiseAlert(
    file,
    {
      alertId: derivedId('alert', 'lossReported', root.caseId, inboundId),
      kind: 'loss',
      level: 'urgent',
      signs: ['lossReported'],
      source: { kind: 'text', id: inboundId },
    },
    who,
  );
  return silencing(file, programme, {
    put: [...(open === undefined ? [place(LossReports, report)] : []), ...alert.put],
    facts: [LossHeard.of({ reportId }), ...alert.facts],
    answer: undefined,
  });
};

/** An open report by text, closed by whoever knows now what happened. */
export const closedReport = (file: CaseFile, outcome: 'recorded' | 'noLoss', { at, by }: Who): readonly Placed[] => {
  const report = openLossReport(file);
  return report === undefined ? [] : [place(LossReports, { ...report, closedAt: at, closedBy: by, outcome })];
};

/** Takes back what a text was wrongly taken for. What was dropped meanwhile stays dropped. @throws {Problem} LifeEventNotFound */
export const dismissReport = (file: CaseFile, who: Who): Change<Pick<CaseRoot, 'messages'>> => {
  const report = openLossReport(file);
  if (report === undefined) throw new Problem('LifeEventNotFound', 'no report of a loss by text is open');
  return {
    put: closedReport(file, 'noLoss', who),
    facts: [LossReportDismissed.of({ reportId: report.reportId })],
    answer: { messages: file.root.messages },
  };
};
