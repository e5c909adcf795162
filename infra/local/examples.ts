/** One request to each facade that works on an empty system, for whoever sees it for the first time. */
export interface Example {
  /** Below the address of the API. */
  readonly base: string;
  readonly method: 'GET' | 'POST';
  /** Below the base path. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const CLIENT = { 'Information-Mediator-Client': 'XX/GOV/0001/example' };

export const EXAMPLES: readonly Example[] = [
  { base: '/govstack/registration', method: 'GET', path: '/services' },
  { base: '/govstack/digital-registries', method: 'GET', path: '/databases', headers: CLIENT },
  { base: '/govstack/consent', method: 'GET', path: '/service/policy/mother-and-child-data/' },
  {
    base: '/govstack/messaging',
    method: 'POST',
    path: '/send/email/single',
    headers: { api_key: 'example' },
    body: {
      senderInfo: { name: 'Clinic' },
      recipientInfo: { email: 'success@simulator.amazonses.com' },
      emailContent: { encoding: 'UTF-8', title: 'A visit', content: 'See you on Monday.' },
    },
  },
  { base: '/govstack/workflow', method: 'GET', path: '/processes' },
  {
    base: '/govstack/payments',
    method: 'POST',
    path: '/register-beneficiary',
    body: { RequestID: 'EXAMPLE00001', SourceBBID: 'EXAMPLE-BB01', Beneficiaries: [{ PayeeFunctionalID: 'EXAMPLE-PAYEE-000001' }] },
  },
  { base: '/govstack/scheduler', method: 'GET', path: '/resource/list_details?requestor_id=1&request_token=1&qry=%7B%7D' },
  { base: '/govstack/information-mediator', method: 'GET', path: '/listClients' },
  { base: '/fhir', method: 'GET', path: '/metadata' },
];

/** The request as somebody types it; `token` is what the shell puts there. */
export const curlOf = (apiUrl: string, token: string, { base, method, path, headers = {}, body }: Example): string =>
  [
    'curl -s',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    `-H "authorization: Bearer ${token}"`,
    ...Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`),
    ...(body === undefined ? [] : ["-H 'content-type: application/json'", `-d '${JSON.stringify(body)}'`]),
    `'${apiUrl}${base}${path}'`,
  ].join(' ');
