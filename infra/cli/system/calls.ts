import { notedSystem, tokenSource } from '../../local/population/target.ts';
import { Unready, UsageError } from '../deployment/command.ts';

/** A system that a command calls: a deployed one, or the local one that `npm start` has noted. */
export interface SystemCalls {
  readonly apiUrl: string;
  /** @throws Error with the refusal in words, for any answer that is no success */
  readonly call: (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<unknown>;
}

const refusalOf = (text: string): string => {
  try {
    const { title = '', detail = '' } = JSON.parse(text) as { title?: string; detail?: string };
    return `${title}${detail === '' ? '' : `: ${detail}`}`;
  } catch {
    return 'the answer is not JSON';
  }
};

/**
 * The system of `--url` and `--token`; without them the local one.
 * @throws {UsageError | Unready}
 */
export const systemCalls = ({ url, token }: { readonly url?: string | undefined; readonly token?: string | undefined }): SystemCalls => {
  const noted = url === undefined ? notedSystem() : undefined;
  if (url === undefined && noted === undefined)
    throw new Unready('no local system is running here; start one with npm start, or give --url');
  if (url !== undefined && token === undefined) throw new UsageError('--url needs --token');
  if (url !== undefined && URL.parse(url) === null) throw new UsageError('--url is an address such as https://api.example.org/v1');
  const apiUrl = (noted?.apiUrl ?? url ?? '').replace(/\/+$/, '');
  const tokens = token === undefined && noted !== undefined ? tokenSource(noted) : () => Promise.resolve(token ?? '');
  return {
    apiUrl,
    async call(method, path, body, headers = {}) {
      const response = await fetch(`${apiUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await tokens()}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch((cause: unknown) => {
        throw new Error(`nothing answers at ${apiUrl}`, { cause });
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${apiUrl}${path} answered ${String(response.status)}: ${refusalOf(text)}`);
      return JSON.parse(text) as unknown;
    },
  };
};
