import * as z from 'zod';
import { Settings } from '../../settings.ts';
import { code, table } from './markdown.ts';

const Described = z.looseObject({ description: z.string().optional() });
/** A list is described by what is in it, where it says nothing itself. */
const Property = Described.extend({ items: Described.optional() });
const Properties = z.object({ properties: z.record(z.string(), Property) });

/** What a setting is when nobody sets it. */
const DEFAULTS: Readonly<Record<string, unknown>> = Settings.parse({});

/** Everything that a ministry may set in `cdk.json`; what only tests set is left out. */
export const settingsTable = (): string => {
  const { properties } = Properties.parse(z.toJSONSchema(Settings, { io: 'input', unrepresentable: 'any' }));
  return table(
    ['setting', 'when not set', 'what it is for'],
    Object.entries(properties)
      .filter(([name]) => name !== 'partial')
      .map(([name, { items, description = items?.description ?? '' }]) => [code(name), code(JSON.stringify(DEFAULTS[name])), description]),
  );
};
