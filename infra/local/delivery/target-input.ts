import { isObject, type Json } from '../json.ts';
import type { Target } from './rules.ts';

/** Reads `$.detail.x` of an event; EventBridge's paths have fields and list positions only. */
const readPath = (path: string, event: Json): Json | undefined => {
  if (path === '$') return event;
  if (!path.startsWith('$.') && !path.startsWith('$[')) throw new Error(`not an event path: ${path}`);
  let value: unknown = event;
  for (const [, field, quoted, position] of path.slice(1).matchAll(/\.([^.[\]]+)|\['([^']+)'\]|\[(\d+)\]/g)) {
    const key = field ?? quoted;
    if (key === undefined) value = Array.isArray(value) ? (value as unknown[])[Number(position)] : undefined;
    else value = isObject(value) ? value[key] : undefined;
  }
  return value as Json | undefined;
};

/** What a rule's target receives for an event, as JSON text (or plain text, where a template says so). */
export const inputOf = (
  { Input: input, InputPath: path, InputTransformer: transformer }: Pick<Target, 'Input' | 'InputPath' | 'InputTransformer'>,
  event: Json,
  rule: { name: string; arn: string },
): string => {
  if (input !== undefined) return input;
  if (path !== undefined) return JSON.stringify(readPath(path, event) ?? null);
  if (transformer === undefined) return JSON.stringify(event);
  const variables: Record<string, Json | undefined> = {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event': event,
    'aws.events.event.json': event,
    'aws.events.event.ingestion-time': isObject(event) ? event['time'] : null,
    ...Object.fromEntries(Object.entries(transformer.InputPathsMap).map(([name, variablePath]) => [name, readPath(variablePath, event)])),
  };
  const template = transformer.InputTemplate;
  return template.replace(/<([\w.-]+)>/g, (whole, name: string, position: number) => {
    if (!(name in variables)) return whole;
    const value = variables[name];
    if (typeof value !== 'string') return value === undefined ? '' : JSON.stringify(value);
    // within a quoted string of the template the text itself is put in, elsewhere a JSON string
    const quotesBefore = template.slice(0, position).replaceAll('\\"', '').split('"').length - 1;
    const text = JSON.stringify(value);
    return quotesBefore % 2 === 1 || !/^\s*[{["]/.test(template) ? text.slice(1, -1) : text;
  });
};
