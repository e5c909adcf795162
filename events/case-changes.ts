import {
  CaseCorrected,
  CaseExited,
  CaseReinstated,
  ChildDied,
  ChildRegistered,
  LifeEventReversed,
  MotherDied,
  MotherEnrolled,
  PregnancyLost,
} from './catalogue.ts';

/** Everything after which somebody else is in a case, or what is known of them has changed: whoever plans ahead for it plans anew. */
export const CASE_CHANGES = [
  MotherEnrolled,
  ChildRegistered,
  CaseCorrected,
  ChildDied,
  MotherDied,
  PregnancyLost,
  LifeEventReversed,
  CaseExited,
  CaseReinstated,
] as const;
