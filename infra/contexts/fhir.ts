import type { ContextWiring } from '../constructs/wiring.ts';

/** The facade that speaks FHIR R4: reads what the contexts keep, and writes no more than who looked. */
export const fhir: ContextWiring = {
  name: 'fhir',
  functions: {
    FhirApi: { table: 'readWrite', indexes: ['lookup'], keys: ['decrypt', 'hash'], starts: ['FhirExport'], address: true },
    FhirExportFilesApi: { table: 'read', documents: 'read' },
    FhirTasks: { table: 'readWrite', documents: 'readWrite', indexes: ['place'], keys: ['hash'], timeoutSeconds: 120 },
    FhirSubscribers: { table: 'readWrite' },
  },
  workflows: {
    FhirExport: { runs: ['FhirTasks'] },
  },
};
