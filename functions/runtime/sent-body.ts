import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Problem } from '../kernel/problem.ts';
import { lowered } from './request.ts';
import { readJson } from './sent-json.ts';

/** A file of a form. */
export interface SentFile {
  readonly name: string;
  readonly mediaType: string;
  readonly base64: string;
}

/** Several values of one name become a list, as several fields of a form do. */
const gathered = (fields: readonly (readonly [string, unknown])[]): Record<string, unknown> => {
  const all = new Map<string, unknown[]>();
  for (const [name, value] of fields) all.set(name, [...(all.get(name) ?? []), value]);
  return Object.fromEntries([...all].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
};

/** Reads a form with files: its fields and files, in their order. */
export type FormReader = (bytes: Buffer, contentType: string) => Promise<readonly (readonly [string, unknown])[]>;

const unreadable = (detail: string, cause: unknown): Problem =>
  new Problem('InvalidRequest', `the body ${detail}`, { cause, errors: [{ pointer: '#/body', detail }] });

/**
 * What was sent, whichever way: JSON, a form, or, where there is a reader of them, a form with files (those become `SentFile`). No body at
 * all is an empty object.
 * @throws {Problem} BodyTooLarge, InvalidRequest, MediaTypeUnsupported
 */
export const readSent = async (event: APIGatewayProxyEvent, limitBytes: number, readForm?: FormReader): Promise<unknown> => {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > limitBytes) throw new Problem('BodyTooLarge', `the body may have ${String(limitBytes)} bytes`);
  if (bytes.byteLength === 0) return {};
  const type = lowered(event.headers)['content-type'] ?? 'application/json';
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return gathered([...new URLSearchParams(bytes.toString('utf8'))]);
  if (readForm !== undefined && /^multipart\/form-data\b/i.test(type)) {
    return gathered(
      await readForm(bytes, type).catch((cause: unknown) => {
        throw unreadable('is not the form that its content-type says', cause);
      }),
    );
  }
  if (!/^application\/(?:[\w.+-]*\+)?json\b/i.test(type))
    throw new Problem(
      'MediaTypeUnsupported',
      `content-type must be application/json${readForm === undefined ? '' : ', multipart/form-data'} or application/x-www-form-urlencoded`,
    );
  return readJson(bytes.toString('utf8'));
};
