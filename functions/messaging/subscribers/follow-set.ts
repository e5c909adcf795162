import { ItemFellDue } from '../../../events/catalogue.ts';
import { on } from '../../runtime/subscriber.ts';
import { followSet as decideFollow } from '../domain/set-run.ts';
import type { TellNeeds } from '../send.ts';

/** Sends the text of a set whose day has come. */
export const followSet = ({ files, programmes }: TellNeeds) =>
  on(ItemFellDue, 'FollowSet', async ({ metadata: { caseId }, data: { kind, item } }, context) => {
    if (kind !== 'messageSet') return;
    await files.change(caseId, context, (file) => decideFollow(file, programmes.get(file.root.programme), item, context.at));
  });
