import { TextReceived } from '../../../events/catalogue.ts';
import { findOf, unchanged } from '../../casefile/files.ts';
import { Inbounds } from '../../casefile/inbound.ts';
import { on } from '../../runtime/subscriber.ts';
import { mute, unmute } from '../domain/mute.ts';
import type { TellNeeds } from '../send.ts';

/** She wrote that she wants no more texts, none of one topic, or all again. */
export const heedStop = ({ files, programmes }: TellNeeds) =>
  on(TextReceived, 'HeedStop', async ({ metadata: { caseId }, data: { inboundId, intent } }, context) => {
    if (intent !== 'stop' && intent !== 'stopSome' && intent !== 'start') return;
    await files.change(caseId, context, (file) => {
      const said = findOf(file, Inbounds, (one) => one.inboundId === inboundId)?.intent;
      // who looks after her children does not speak for her
      if (file.root.mother.diedOn !== undefined) return unchanged(undefined);
      const programme = programmes.get(file.root.programme);
      if (said?.is === 'stop') return mute(file, programme, undefined, context.at);
      if (said?.is === 'stopSome') return mute(file, programme, said.topic, context.at);
      return said?.is === 'start' ? unmute(file) : unchanged(undefined);
    });
  });
