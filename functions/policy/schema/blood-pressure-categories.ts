/** How a blood pressure is classed, from the least; apart from the protocol, so that what keeps readings needs not hold that schema. */
export const BP_CATEGORIES = ['normal', 'elevated', 'treat-range', 'severe', 'urgent-symptoms'] as const;
