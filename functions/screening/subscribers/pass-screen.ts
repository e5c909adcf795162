import { ItemFellDue } from '../../../events/catalogue.ts';
import { on } from '../../runtime/subscriber.ts';
import { passScreen as decidePass } from '../domain/offer.ts';
import { changeScreens, type Needs } from './setting.ts';

/** Offers a screen whose day has come, reminds once, or gives it up. */
export const passScreen = (needs: Needs) =>
  on(ItemFellDue, 'PassScreen', async ({ metadata: { caseId }, data: { kind, item } }, context) => {
    if (kind !== 'screen') return;
    await changeScreens(needs, caseId, context, (setting) => decidePass(setting, item));
  });
