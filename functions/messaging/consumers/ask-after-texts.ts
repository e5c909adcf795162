import { MessagesCalledBack } from '../../../events/catalogue.ts';
import { allOf, withoutOnce, type CaseFile, type CaseFiles, type Context } from '../../casefile/files.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { MessagingPort } from '../../partners/messaging-block.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onDue, onKind } from '../../runtime/subscriber.ts';
import { messageOf } from '../domain/message.ts';
import { askedInVain, recordReceipt } from '../domain/receipt.ts';
import { Messages, type Message } from '../records.ts';

/** A gateway that does not say by itself what became of a text. */
export interface AskedGateway {
  readonly name: string;
  readonly port: Pick<MessagingPort, 'textFate' | 'askAt'>;
}

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  /** Undefined where no texts leave through the Messaging block of the country. */
  readonly asked: () => AskedGateway | undefined;
}

/** What the gateway says of a text; what it does not say now is as if it were under way. */
const fateOf = async ({ port }: AskedGateway, gatewayId: string, { at, correlationId }: Context) => {
  try {
    return await port.textFate(gatewayId, { at, correlationId });
  } catch (error) {
    if (isProblem(error)) return 'underWay';
    throw error;
  }
};

/**
 * Asks what became of a text that the gateway took, and records it as if its receipt had come. While nothing has become of it, it is asked
 * again after growing pauses, which end; a call of the gateway costs none of them.
 */
const ask = async (
  needs: Needs,
  caseId: string,
  context: Context,
  find: (file: CaseFile) => Message | undefined,
  isDue: boolean,
): Promise<void> => {
  const { files, programmes } = needs;
  const gateway = needs.asked();
  const plain = withoutOnce(context);
  const message = gateway === undefined ? undefined : find(await files.open(caseId, plain));
  if (gateway === undefined || message?.state !== 'sent' || message.gateway !== gateway.name || message.gatewayId === undefined) return;
  if (isDue && (message.lookAt === undefined || message.lookAt > plain.at)) return;
  const { messageId, gatewayId, asked = 0 } = message;
  const fate = await fateOf(gateway, gatewayId, plain);
  if (fate === 'underWay' && !isDue) return;
  await files.change(caseId, plain, (file) =>
    fate === 'underWay'
      ? askedInVain(file, messageId, asked + 1, gateway.port.askAt(plain.at, asked + 1))
      : recordReceipt(file, gateway.name, { gatewayId, state: fate }, programmes.get(file.root.programme).operations.texting, plain.at),
  );
};

/** Texts whose gateway has to be asked: their time has come, or it has called. */
export const askAfterTexts = (needs: Needs) => [
  onDue(['messageReceipt'], 'AskAfterText', async ({ metadata: { caseId }, data: { item } }, context) => {
    const messageId = item.split('#').at(-1) ?? '';
    await ask(needs, caseId, context, (file) => messageOf(file, messageId), true);
  }),
  onKind(MessagesCalledBack, ['text'], 'HearOfText', async ({ data: { of: caseId, requestUid } }, context) => {
    await ask(needs, caseId, context, (file) => allOf(file, Messages).find(({ gatewayId }) => gatewayId === requestUid), false);
  }),
];
