import { onDue } from '../../runtime/subscriber.ts';
import { passScreen as decidePass } from '../domain/offer.ts';
import { changeScreens, type Needs } from './setting.ts';

/** Offers a screen whose day has come, reminds once, or gives it up. */
export const passScreen = (needs: Needs) =>
  onDue(['screen'], 'PassScreen', async ({ metadata: { caseId }, data: { item } }, context) => {
    await changeScreens(needs, caseId, context, (setting) => decidePass(setting, item));
  });
