import { isObject, type JsonObject } from '../json.ts';

/** Reads an AWS query request (`Action=Publish&MessageAttributes.entry.1.Name=...`) into the object it stands for. */
export const readQuery = (body: string): JsonObject => {
  const tree: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split('.');
    let node = tree;
    for (const part of path.slice(0, -1)) {
      const next = node[part];
      node = isObject(next) ? next : (node[part] = {});
    }
    node[path.at(-1) ?? ''] = value;
  }
  return untangle(tree) as JsonObject;
};

/** `entry.N.Name/Value` becomes a map, `member.N` a list. */
const untangle = (node: unknown): unknown => {
  if (!isObject(node)) return node;
  const keys = Object.keys(node);
  const [only] = keys;
  const inner = only === undefined ? undefined : node[only];
  if (keys.length === 1 && isObject(inner) && only === 'entry') {
    return Object.fromEntries(
      Object.values(inner).map((entry) =>
        isObject(entry) ? [String(entry['Name'] ?? entry['key']), untangle(entry['Value'] ?? entry['value'])] : ['', null],
      ),
    );
  }
  if (keys.length === 1 && isObject(inner) && only === 'member') return Object.values(inner).map(untangle);
  return Object.fromEntries(keys.map((key) => [key, untangle(node[key])]));
};

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const element = (name: string, value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return `<${name}>${value.map((one) => element('member', one)).join('')}</${name}>`;
  if (isObject(value))
    return `<${name}>${Object.entries(value)
      .map(([key, inner]) => element(key, inner))
      .join('')}</${name}>`;
  return `<${name}>${escapeXml(typeof value === 'string' ? value : JSON.stringify(value))}</${name}>`;
};

export const writeQueryResult = (action: string, result: unknown, requestId: string): string =>
  `<${action}Response>${element(`${action}Result`, result ?? {})}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;

export const writeQueryError = (code: string, message: string, requestId: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
