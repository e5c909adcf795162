import { Alerts } from '../../../casefile/alert.ts';
import { ALERT_LEVELS } from '../../../policy/schema/alert-kinds.ts';
import { allOf } from '../../../casefile/files.ts';
import type { Summariser } from './summariser.ts';

/** The alerts that are open, the worst first, and how many have ended. */
export const alertsSummary: Summariser = {
  section: 'alerts',
  of: (file) => {
    const alerts = allOf(file, Alerts);
    const open = alerts
      .filter(({ status }) => status !== 'closed')
      .toSorted((left, right) => ALERT_LEVELS.indexOf(right.level) - ALERT_LEVELS.indexOf(left.level));
    return [
      ...open.map(({ kind, level, status, openedAt }) => ({ what: kind, value: `${level} ${status}`, on: openedAt.slice(0, 10) })),
      { what: 'closed', value: alerts.length - open.length },
    ];
  },
};
