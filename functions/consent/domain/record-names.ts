/** What mothers sign, under its name outside: a data agreement for each purpose. */
export const agreementNameOf = (purpose: string): string => `mother-and-child-data.${purpose}`;

/** A record of a mother's consent, under its name outside: one purpose of what she signed. */
export const recordNameOf = (caseId: string, consentId: string, purpose: string): string => `${caseId}.${consentId}.${purpose}`;
