import * as z from 'zod';

/** Attributes that inform readers and decide nothing, each with what stands for it where something does. */
const INFORMATIVE: ReadonlySet<string> = new Set([
  // texts and numbers of texts
  'conditionID',
  'contraindicationText',
  'exclusionTitle',
  'guidelineTitle',
  'observationTitle',
  'seriesAdminGuidance',
  'seriesGroupName',
  'setDescription',
  'setID',
  // the CVX and MVX codes beside them decide
  'tradeName',
  'vaccineType',
  // a smaller volume is a remark, no fault; which vaccine to take is no question of the cases
  'forecastVaccineType',
  'volume',
  // ranks risk series, which are told apart from all others
  'seriesPriority',
  'indication',
]);

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && ['', 'n/a'].includes(value.trim().toLowerCase())) ||
  (typeof value === 'object' && Object.values(value).every(isEmpty));

/** What a schema is of, without what it allows to be absent or makes of it. */
const bare = (schema: z.core.$ZodType): z.core.$ZodType => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return bare(schema.unwrap());
  return schema instanceof z.ZodPipe ? bare(schema.in) : schema;
};

/** Attributes with a value that a schema leaves aside, each once: an attribute that decides something is not passed over in silence. */
export const unreadIn = (schema: z.core.$ZodType, json: unknown, path = ''): readonly string[] => {
  const meant = bare(schema);
  if (meant instanceof z.ZodArray && Array.isArray(json))
    return [...new Set(json.flatMap((item: unknown) => unreadIn(meant.element, item, path)))];
  if (!(meant instanceof z.ZodObject) || typeof json !== 'object' || json === null) return [];
  const shape: Readonly<Record<string, z.core.$ZodType>> = meant.shape;
  return Object.entries(json).flatMap(([name, value]) => {
    const inner = shape[name];
    const where = path === '' ? name : `${path}.${name}`;
    if (inner !== undefined) return unreadIn(inner, value, where);
    return INFORMATIVE.has(name) || isEmpty(value) ? [] : [where];
  });
};
