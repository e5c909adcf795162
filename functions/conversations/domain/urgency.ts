import type { NewAlert } from '../../casefile/alert.ts';
import type { Programme } from '../../policy/programme.ts';
import { thresholdOf, type Pressure } from '../../readings/domain/blood-pressure.ts';
import { levelOf, worstOf } from '../../readings/domain/signs.ts';
import type { Understood } from './understand.ts';

/** What a person has to see to at once, before it is known of whom it is told. */
export type Urgent = Pick<NewAlert, 'kind' | 'level' | 'signs'>;

/** Whether the numbers can be those of a mother. */
const canBe = (pressure: Pressure, { operations }: Programme): boolean =>
  Object.entries(operations.readings.kinds['bloodPressure']?.parts ?? {}).every(([part, { mother }]) => {
    const value = pressure[part as keyof Pressure];
    return mother === undefined || (value >= mother.least && value <= mother.most);
  });

/**
 * What of a text cannot wait until its writer has said who she is: a danger sign, and a blood pressure that is an alert of a programme beyond
 * its routine. A severe one is an emergency here: no second reading of hers can be waited for.
 */
export const urgentIn = ({ intent }: Understood, programme: Programme): Urgent | undefined => {
  if (intent.is === 'symptom')
    return { kind: 'dangerSign', level: levelOf(intent.symptoms, programme) ?? 'urgent', signs: [...intent.symptoms] };
  if (intent.is !== 'bloodPressure') return undefined;
  const { symptoms } = intent;
  const protocol = programme.operations.readings.bloodPressure;
  const reached = canBe(intent, programme) ? thresholdOf(intent, protocol) : undefined;
  const isEmergency = reached?.category === 'severe' || symptoms.some((symptom) => protocol.symptoms.includes(symptom));
  const levels = [isEmergency ? 'emergency' : (reached?.alert ?? 'routine'), levelOf(symptoms, programme) ?? 'routine'] as const;
  const level = worstOf(levels);
  if (level === undefined || level === 'routine') return undefined;
  return { kind: 'bloodPressure', level, signs: [...(reached === undefined ? [] : [reached.category]), ...symptoms] };
};
