import type { MessageTemplateId } from '../../policy/schema/operations.ts';
import type { Telling, Wording } from './compose.ts';

/** What a mother is told to do after what she or her device told. */
export type Advice = 'noted' | 'contact' | 'repeat' | 'goToday' | 'goNow' | 'again';

const TEMPLATES = {
  noted: 'readingNoted',
  contact: 'readingContact',
  repeat: 'readingRepeat',
  goToday: 'goToday',
  goNow: 'goNow',
  again: 'readingAgain',
} as const satisfies Record<Advice, MessageTemplateId>;

export const advised = (advice: Advice, { programme }: Telling): Wording => ({
  template: TEMPLATES[advice],
  variables: advice === 'repeat' ? { minutes: String(programme.operations.readings.bloodPressure.repeatWithinMinutes) } : {},
});
