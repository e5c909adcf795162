import { onDue } from '../../runtime/subscriber.ts';
import { followSet as decideFollow } from '../domain/set-run.ts';
import type { TellNeeds } from '../send.ts';

/** Sends the text of a set whose day has come. */
export const followSet = ({ files, programmes }: TellNeeds) =>
  onDue(['messageSet'], 'FollowSet', async ({ metadata: { caseId }, data: { item } }, context) => {
    await files.change(caseId, context, (file) => decideFollow(file, programmes.get(file.root.programme), item, context.at));
  });
