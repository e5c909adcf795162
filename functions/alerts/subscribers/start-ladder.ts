import {
  AlertAccepted,
  AlertClosed,
  AlertOpened,
  AlertReopened,
  AlertWorsened,
  MessageNotSent,
  MessageUndelivered,
} from '../../../events/catalogue.ts';
import { Alerts, type Alert } from '../../casefile/alert.ts';
import { findOf, type CaseFiles, type Context } from '../../casefile/files.ts';
import { isToStaff } from '../../messaging/domain/letter.ts';
import { Messages } from '../../messaging/records.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import type { Workflows } from '../../runtime/workflows.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly workflows: Workflows;
}

interface About {
  readonly metadata: { readonly caseId: string };
  readonly data: { readonly alertId: string };
}

/** The alert that a text to staff was of; undefined for every other text. */
const alertOfText = async ({ files }: Needs, caseId: string, messageId: string, context: Context): Promise<Alert | undefined> => {
  const file = await files.open(caseId, context);
  const { alert: climb } = findOf(file, Messages, (message) => message.messageId === messageId)?.group ?? {};
  return findOf(file, Alerts, ({ alertId, round }) => alertId === climb?.alertId && round === climb.round);
};

const alertOf = async ({ files }: Needs, { metadata, data }: About, context: Context): Promise<Alert | undefined> =>
  findOf(await files.open(metadata.caseId, context), Alerts, ({ alertId }) => alertId === data.alertId);

const release = async ({ workflows }: Needs, { token }: Alert): Promise<void> => {
  if (token !== undefined) await workflows.answer(token, { answered: true });
};

/** A round of an alert begins: a state machine climbs its ladder, once. The machine of the round before hears that it is over. */
export const startLadder = (needs: Needs): readonly Subscription[] =>
  [AlertOpened, AlertWorsened, AlertReopened].map((fact) =>
    on(fact, 'StartLadder', async (detail, context) => {
      const alert = await alertOf(needs, detail, context);
      if (alert?.status !== 'open') return;
      const { alertId, round } = alert;
      await needs.workflows.start('alert-ladder', `${alertId}-${String(round)}`, { caseId: detail.metadata.caseId, alertId, round });
      if (round > 1) await release(needs, alert);
    }),
  );

/** A person has answered: the state machine that waits hears of it. */
export const endLadder = (needs: Needs): readonly Subscription[] =>
  [AlertAccepted, AlertClosed].map((fact) =>
    on(fact, 'EndLadder', async (detail, context) => {
      const alert = await alertOf(needs, detail, context);
      if (alert !== undefined && alert.status !== 'open') await release(needs, alert);
    }),
  );

/** A text to staff reaches nobody: the state machine that waits looks whether the next rung's turn has come. */
export const hastenLadder = (needs: Needs): readonly Subscription[] =>
  [MessageNotSent, MessageUndelivered].map((fact) =>
    on(fact, 'HastenLadder', async ({ metadata: { caseId }, data: { messageId, template } }, context) => {
      if (!isToStaff(template)) return;
      const alert = await alertOfText(needs, caseId, messageId, context);
      if (alert?.status === 'open') await release(needs, alert);
    }),
  );
