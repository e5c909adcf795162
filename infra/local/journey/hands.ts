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

/** Every scope that the staff of a ministry has. */
export const STAFF_SCOPES = [
  'registration.read',
  'registration.write',
  'verification.read',
  'verification.write',
  'eligibility.read',
  'eligibility.write',
  'enrolment.read',
  'enrolment.write',
  'worker.read',
  'worker.write',
  'payment.read',
  'payment.write',
  'payment.reconcile',
  'payment.withdraw',
  'care.read',
  'care.write',
  'screening.read',
  'screening.write',
  'consent.read',
  'consent.write',
  'review.read',
  'review.write',
  'updating.read',
  'updating.write',
  'updating.reverse',
  'messaging.read',
  'organisation.read',
  'organisation.write',
  'referral.read',
  'referral.write',
  'referral.answer',
  'monitoring.read',
  'outreach.read',
  'outreach.write',
  'ministry',
].map((scope) => `nestling/${scope}`);

/** A member of staff in groups, with a token of the user pool. The clock moves far, so the token is made anew for each call. */
export const staff = ({ local }: Country, user: string, ...groups: readonly string[]): Hands => ({
  async call(method, path, body, headers = {}) {
    const token = await local.token({ user, groups, scopes: STAFF_SCOPES });
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
