import { AlertAccepted, AlertClosed, AlertOpened, AlertReopened, AlertWorsened } from '../../../events/catalogue.ts';
import { Alerts, type Alert } from '../../casefile/alert.ts';
import { findOf, type CaseFiles, type Context } from '../../casefile/files.ts';
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
