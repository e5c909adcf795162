import type { Country } from '../country.ts';

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Somebody who calls the API. */
export interface Hands {
  readonly call: (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
}

/** A member of staff in groups, with a token of the user pool. The clock moves far, so the token is made anew for each call. */
export const staff = ({ local }: Country, user: string, ...groups: readonly string[]): Hands => ({
  async call(method, path, body, headers = {}) {
    const token = await local.token({ user, groups });
    const response = await fetch(`${local.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as Record<string, unknown>) : { text },
    };
  },
});

/** The body of an answer that has to be a success. @throws Error with what was answered */
export const done = async (answer: Promise<Answer>): Promise<Answer['body']> => {
  const { status, body } = await answer;
  if (status >= 400) throw new Error(`the API answered ${String(status)}: ${JSON.stringify(body)}`);
  return body;
};
