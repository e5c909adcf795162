/** Attributes that say how something came about, not what came of it. */
const VOLATILE = new Set([
  'pk',
  'sk',
  'version',
  'token',
  'attempt',
  'attempts',
  'verificationAttempts',
  'answers',
  'asked',
  'receipt',
  'gatewayId',
  'retries',
  'gateway',
  'deliveredAt',
  'startedAge',
  'doneThrough',
  'seal',
  'objectId',
  'serializedSnapshot',
  'serializedHash',
  'predecessorHash',
  'predecessorSignature',
  'payload',
  'signature',
  'verificationSignedBy',
  'hash',
  'phoneHash',
  'nationalId',
  'certificate',
  'requestId',
  'code',
  'batchId',
  'correlationId',
  'payeeIdentity',
  'execution',
  'scanReference',
  'mother',
  'registeredBy',
  // of the agreement: which one is in force is a matter of the day, and one mother comes years after another
  'revision',
]);
const INDEX_KEY = /^(due|worker|place|lookup)(Pk|Sk)$/;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/\d{4}-\d\d-\d\d/g, '<date>'],
  [/\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}, \d{4}\b/g, '<date>'],
];

const plain = (text: string, own: Readonly<Record<string, string>>): string => {
  const general = PATTERNS.reduce((rest, [pattern, name]) => rest.replace(pattern, name), text);
  return Object.entries(own).reduce((rest, [mine, name]) => rest.replaceAll(mine, name), general);
};

const walk = (value: unknown, own: Readonly<Record<string, string>>): unknown => {
  if (typeof value === 'string') return plain(value, own);
  // no list of a case has an order of its own
  if (Array.isArray(value))
    return value.map((one) => walk(one, own)).sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !VOLATILE.has(name) && !INDEX_KEY.test(name))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, inner]) => [name, walk(inner, own)]),
  );
};

/** JSON of a value without identifiers, times and traces of retries; `own` names what belongs to one mother only. */
export const normalised = (value: unknown, own: Readonly<Record<string, string>>): string => JSON.stringify(walk(value, own));
