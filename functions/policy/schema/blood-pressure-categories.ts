/** What a blood pressure may be, from the least; apart from the schema, so that who keeps readings need not carry it. */
export const BP_CATEGORIES = ['normal', 'elevated', 'treat-range', 'severe', 'urgent-symptoms'] as const;
