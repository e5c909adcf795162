import { MotherAdvised } from '../../../events/catalogue.ts';
import { Children } from '../../casefile/case.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { Inbounds, type Inbound, type Intent } from '../../casefile/inbound.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { observe, type Observed, type SeenSigns } from './observe.ts';
import type { NewReading } from './plausible.ts';

type Who = Pick<Context, 'at' | 'by'>;

/** Signs of whom: of her only living child, where they are a child's; of nobody in particular where there are several. */
const seenOf = (file: CaseFile, { operations }: Programme, symptoms: readonly string[]): readonly SeenSigns[] => {
  const ofChild = (code: string): boolean => operations.readings.dangerSigns.some((sign) => sign.code === code && sign.of === 'child');
  const [only, ...others] = allOf(file, Children).filter(({ diedOn }) => diedOn === undefined);
  const childId = others.length === 0 ? only?.childId : undefined;
  return [
    { signs: symptoms.filter((code) => !ofChild(code)) },
    { ...(childId === undefined ? {} : { childId }), signs: symptoms.filter(ofChild) },
  ].filter(({ signs }) => signs.length > 0);
};

const take = (
  file: CaseFile,
  programme: Programme,
  { inboundId, receivedAt }: Inbound,
  { readings, symptoms }: { readings: readonly NewReading[]; symptoms: readonly string[] },
  who: Who,
): Change<Observed> =>
  observe(
    file,
    programme,
    {
      readings,
      seen: seenOf(file, programme, symptoms),
      source: 'text',
      sourceId: inboundId,
      pointerOf: () => `#/text/${receivedAt}`,
    },
    who,
  );

const takePressure = (
  file: CaseFile,
  programme: Programme,
  inbound: Inbound,
  { systolic, diastolic, symptoms }: Extract<Intent, { is: 'bloodPressure' }>,
  who: Who,
): Change<Observed> => {
  const reading: NewReading = { kind: 'bloodPressure', values: { systolic, diastolic }, measuredAt: inbound.receivedAt, symptoms };
  try {
    return take(file, programme, inbound, { readings: [reading], symptoms }, who);
  } catch (error) {
    if (!isProblem(error) || error.name !== 'ImplausibleFact') throw error;
    // numbers that cannot be true take nothing from a symptom that came with them
    if (symptoms.length > 0) return take(file, programme, inbound, { readings: [], symptoms }, who);
    return {
      facts: [MotherAdvised.of({ advice: 'again', about: inbound.inboundId })],
      answer: { readings: [], findings: [], advice: 'again' },
    };
  }
};

/** Takes what a mother texted of her blood pressure or of how she and her child feel, and finds what she is told to do. */
export const takeText = (file: CaseFile, programme: Programme, inboundId: string, who: Who): Change<Observed> => {
  const inbound = findOf(file, Inbounds, (one) => one.inboundId === inboundId);
  if (inbound?.intent.is === 'bloodPressure') return takePressure(file, programme, inbound, inbound.intent, who);
  if (inbound?.intent.is === 'symptom') return take(file, programme, inbound, { readings: [], symptoms: inbound.intent.symptoms }, who);
  return unchanged({ readings: [], findings: [] });
};
