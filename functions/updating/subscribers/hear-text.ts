import { TextReceived } from '../../../events/catalogue.ts';
import type { CaseFile, CaseFiles, Change, Context } from '../../casefile/files.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on } from '../../runtime/subscriber.ts';
import { answerOffer } from '../domain/bereavement.ts';
import { answerCaregiver, stopCaregiver } from '../domain/caregiver.ts';
import { answerErasure, askErasure, comeBack } from '../domain/erasure.ts';
import { hearLoss } from '../domain/loss-report.ts';
import { answerPhoneChange } from '../domain/phone-change.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

type Hearing = (file: CaseFile, programme: Programme, inboundId: string, context: Context) => Change<undefined>;

/** What a text sets going, by what it was taken for. */
const INTENTS: Readonly<Record<string, Hearing>> = {
  loss: hearLoss,
  forget: askErasure,
  start: comeBack,
  stop: (file, programme, _, context) => stopCaregiver(file, programme, context),
};

/** What an answer sets going, by the kind of its question. */
const ANSWERS: Readonly<Record<string, Hearing>> = {
  loss: answerOffer,
  caregiver: answerCaregiver,
  forget: answerErasure,
  phoneChange: answerPhoneChange,
};

/** Hears of a loss, of a wish to be forgotten or to come back, and takes the answers to what this context has asked. */
export const hearText = ({ files, programmes }: Needs) =>
  on(TextReceived, 'HearText', async ({ metadata: { caseId }, data: { inboundId, intent, question } }, context) => {
    const hear = intent === 'answer' ? ANSWERS[question ?? ''] : INTENTS[intent];
    if (hear === undefined) return;
    await files.change(caseId, context, (file) => hear(file, programmes.get(file.root.programme), inboundId, context));
  });
