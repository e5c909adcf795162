import * as z from 'zod';
import { Alerts } from '../../casefile/alert.ts';
import { findOf, withoutOnce, type CaseFiles } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { fillIn } from '../../policy/placeholders.ts';
import { count } from '../../runtime/observability.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Delivery, Texts } from '../../runtime/sms.ts';
import { task } from '../../runtime/task.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import { referenceOf } from '../domain/ladder.ts';
import { settleTexts, tellRung as decideTelling, type Sent, type Telling } from '../domain/tell-rung.ts';
import { reachOf } from '../reach.ts';

export interface LadderNeeds {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly programmes: Programmes;
  readonly texts: Pick<Texts, 'send'>;
  readonly vault: Vault;
  /** A name for this very attempt, never the same twice. */
  readonly newAttempt: () => string;
}

/** Which climb of which alert a state machine is about. */
export const LadderInput = z.object({ caseId: z.uuid(), alertId: z.uuid(), round: z.int().min(1) });

const sentOf = (delivery: Delivery): Sent => {
  switch (delivery.state) {
    case 'sent':
    case 'unknown':
      return delivery;
    case 'refused':
      return { state: 'failed', reason: delivery.reason };
    case 'tryAgain':
      return { state: 'waiting', reason: delivery.reason };
  }
};

/** Hands the texts of a rung to the gateway, all at once, and gives what it said of each. */
const hand = (
  { texts, vault }: Pick<LadderNeeds, 'texts' | 'vault'>,
  send: Telling['send'],
  wordsIn: (language: string, minutes: number) => string,
  at: string,
) =>
  Promise.all(
    send.map(async ({ text, recipient: { phone, owner, language = 'en' } }) => ({
      text,
      sent: sentOf(
        await texts.send({
          phone: await vault.open(phone, owner),
          text: wordsIn(language, text.minutes),
          reference: derivedId('staffText', text.alertId, text.round, text.place),
          at,
        }),
      ),
    })),
  );

/** Tells the rung of an alert whose time has come, and says how long its people have. */
export const tellRung = ({ files, table, programmes, texts, vault, newAttempt }: LadderNeeds) =>
  task(LadderInput, async ({ caseId, alertId, round }, { token: _token, ...rest }) => {
    const attempt = newAttempt();
    // the alert itself knows what was told: a repeat goes on where it stands, it does not answer as before
    const context = withoutOnce(rest);
    const { telling, area, rules } = await files.change(caseId, context, async (file) => {
      const { alerts } = programmes.get(file.root.programme).operations;
      const recalled = findOf(file, Alerts, (one) => one.alertId === alertId)?.recall?.by;
      const reach = await reachOf(table, file.root, alerts, recalled);
      const change = decideTelling(file, { alertId, round, rules: alerts, at: context.at, attempt, reach });
      return { ...change, answer: { telling: change.answer, area: file.root.area, rules: alerts } };
    });
    if (telling.unheard) count('AlertUnheard');
    const { step, waitSeconds, level } = telling;
    if (telling.send.length === 0 || level === undefined) return { step, waitSeconds };
    const words = rules.texts[level];
    const outcomes = await hand(
      { texts, vault },
      telling.send,
      (language, minutes) => fillIn(words[language] ?? words['en'] ?? '', { reference: referenceOf(caseId), area, minutes }),
      context.at,
    );
    const { waiting } = await files.change(caseId, { ...context, causationId: `${context.causationId}:settle` }, (file) =>
      settleTexts(file, attempt, outcomes),
    );
    if (waiting > 0) count('AlertTextWaiting');
    return { step, waitSeconds: waiting === 0 ? waitSeconds : Math.min(waitSeconds, rules.retryMinutes * 60) };
  });
