import * as z from 'zod';

/** The consent record under which a register is asked, as "Check consent" gave it. */
export const UnderConsent = z.object({ consent: z.object({ consentId: z.uuid() }) });
