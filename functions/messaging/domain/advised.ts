import type { MessageTemplateId } from '../../policy/schema/message-templates.ts';
import type { Advice } from '../../readings/domain/advice.ts';
import type { Telling, Wording } from './compose.ts';

const TEMPLATES = {
  noted: 'readingNoted',
  contact: 'readingContact',
  repeat: 'readingRepeat',
  goToday: 'goToday',
  goNow: 'goNow',
  again: 'readingAgain',
} as const satisfies Record<Advice, MessageTemplateId>;

/** What a mother is told to do after what she or her device told. */
export const advised = (advice: Advice, { programme }: Telling): Wording => ({
  template: TEMPLATES[advice],
  variables: advice === 'repeat' ? { minutes: String(programme.operations.readings.bloodPressure.repeatWithinMinutes) } : {},
});
