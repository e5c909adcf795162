/** How a blood pressure is classed, from the least; apart from the protocol, which no function but the policy's parses. */
export const BP_CATEGORIES = ['normal', 'elevated', 'treat-range', 'severe', 'urgent-symptoms'] as const;
