/** Why a case may leave a programme; apart from the schema of operations, which handlers have no use for. */
export const EXIT_REASONS = [
  'childAge',
  'childDeath',
  'motherDeath',
  'moved',
  'withdrawn',
  'noLongerEligible',
  'completed',
  'pregnancyLoss',
] as const;
