import * as z from 'zod';

const Uid = z.string().regex(/^[A-Za-z][A-Za-z0-9]{10}$/, 'must be a DHIS2 UID: 11 letters and digits, the first a letter');

const Combos = {
  categoryOptionCombo: Uid.optional().describe('of the value; of its indicator before that of its programme'),
  attributeOptionCombo: Uid.optional(),
};

const IndicatorMap = z.strictObject({
  dataElement: Uid,
  value: z.enum(['count', 'amount']).default('count').describe('amount: the sum of money of the indicator instead of how many'),
  decimals: z.int().min(0).max(4).default(2).describe('Of an amount: how many digits of the minor unit the currency has'),
  ...Combos,
});

/** Periods that can be made of months, since counts are kept by month. */
export const PERIOD_TYPES = ['monthly', 'quarterly', 'sixMonthly', 'yearly'] as const;
export type PeriodType = (typeof PERIOD_TYPES)[number];

const isFilled = (given: object): boolean => Object.keys(given).length > 0;

/** How counts are called in a DHIS2 system: one file a data set. */
export const Dhis2Map = z
  .strictObject({
    dataSet: Uid,
    periodType: z.enum(PERIOD_TYPES, {
      error: ({ input }) =>
        input === 'weekly' || input === 'daily'
          ? `cannot be ${input}: counts are kept by month; it is one of ${PERIOD_TYPES.join(', ')}`
          : `must be one of ${PERIOD_TYPES.join(', ')}`,
    }),
    indicators: z
      .record(z.string(), IndicatorMap)
      .refine(isFilled, 'needs at least one indicator')
      .describe('Data elements, by the indicators of GET /monitoring/counts'),
    orgUnits: z
      .record(z.string(), Uid)
      .refine(isFilled, 'needs at least one area')
      .describe('Organisation units, by the codes of areas; several areas may be one unit'),
    programmes: z
      .record(z.string(), z.strictObject(Combos))
      .default({})
      .describe('What is set apart by programme; without any, programmes are added up'),
    leaveOut: z
      .array(z.string().regex(/^[\w.-]+\*?$/, 'an indicator, or the beginning of some followed by *'))
      .default([])
      .describe('Indicators that this data set does not have'),
    suppressBelow: z
      .int()
      .min(0)
      .max(100)
      .default(5)
      .describe('A value made of fewer than so many people or things, but of some, is not exported; 0: all are'),
  })
  .superRefine(({ indicators }, context) => {
    const firsts = new Map<string, string>();
    for (const [name, { value, decimals, ...where }] of Object.entries(indicators)) {
      const unit = value === 'amount' ? `${value} of ${String(decimals)} decimals` : value;
      const first = firsts.get(JSON.stringify(where));
      if (first !== undefined && first !== unit)
        context.addIssue({
          code: 'custom',
          path: ['indicators', name],
          message: `is ${unit}, and another of the same data element is ${first}`,
        });
      firsts.set(JSON.stringify(where), first ?? unit);
    }
  });
export type Dhis2Map = z.infer<typeof Dhis2Map>;
