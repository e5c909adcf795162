/** What the consent block of the sandbox keeps. */
export interface KnownIndividual {
  id: string;
  externalId?: string | undefined;
  externalIdType?: string | undefined;
}

/** A record as the block keeps it; its revisions are counted. */
export interface KeptConsent {
  id: string;
  individualId: string;
  dataAgreementId: string;
  revisionHash: string;
  optIn: boolean;
  state: 'unsigned' | 'signed';
  signature?: Readonly<Record<string, unknown>>;
  revisions: number;
}

/** What the sandbox keeps of consents. */
export interface ConsentState {
  individuals: Record<string, KnownIndividual>;
  consents: Record<string, KeptConsent>;
  /** The number of the last id that was given, by kind. */
  idsGiven: Record<string, number>;
  /** Revision in force of each agreement; a new one makes earlier records records of another. */
  agreementRevisions: Record<string, number>;
  /** Where changes are told to, signed. */
  consentWebhook?: string;
}
