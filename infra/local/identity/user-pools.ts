import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Assembly } from '../assembly/assembly.ts';
import { readBody } from '../endpoint/http.ts';
import type { Journal } from '../runtime/journal.ts';
import { startIssuer, type Claims, type Issuer } from './issuer.ts';

/** An application client of a user pool. */
export type Client = {
  readonly id: string;
  readonly name: string;
  readonly pool: string;
  readonly secret: string | null;
  readonly flows: readonly string[];
  readonly scopes: readonly string[];
};

export type User = {
  readonly pool: string;
  readonly username: string;
  readonly sub: string;
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
};

/** For whom a token is asked: a machine client, or a person of the staff. */
export type TokenRequest =
  | { readonly client: string; readonly scopes: readonly string[]; readonly claims?: Claims; readonly validSeconds?: number }
  | {
      readonly user: string;
      readonly groups: readonly string[];
      readonly scopes?: readonly string[];
      readonly claims?: Claims;
      readonly validSeconds?: number;
    };

/** The template's user pools with a token issuer of their own. */
export interface UserPools {
  readonly issuerOf: (poolArnOrId: string) => Issuer | undefined;
  /** An access token as Cognito would issue it; a client or user that the pool does not know is taken as given. */
  readonly token: (request: TokenRequest) => Promise<string>;
  readonly clients: () => readonly Client[];
  readonly addClient: (client: {
    readonly pool: string;
    readonly name: string;
    readonly flows: readonly string[];
    readonly scopes: readonly string[];
    readonly withSecret: boolean;
  }) => Client;
  readonly users: () => readonly User[];
  readonly saveUser: (user: User) => void;
  /** Serves `POST /oauth2/token` and `GET /<pool>/.well-known/jwks.json`. @returns whether it was one of them */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
}

const ClientProperties = z.object({
  UserPoolId: z.string(),
  ClientName: z.string().optional(),
  GenerateSecret: z.boolean().default(false),
  AllowedOAuthFlows: z.array(z.string()).default([]),
  AllowedOAuthScopes: z.array(z.string()).default([]),
});

const VALID_SECONDS = 3600;

const answer = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
};

export const startUserPools = async (assembly: Assembly, journal: Journal, now: () => number): Promise<UserPools> => {
  const keys = journal.map<string>('signing keys');
  const addedClients = journal.map<Client>('clients');
  const users = journal.map<User>('users');
  const pools = assembly.ofType('AWS::Cognito::UserPool');
  const issuers = new Map<string, Issuer>();
  for (const { ref, arn, attributes, logicalId } of pools) {
    const issuer = await startIssuer(attributes['ProviderURL'] ?? ref, logicalId, keys, now);
    issuers.set(ref, issuer).set(arn, issuer);
  }
  const ofTemplate = assembly.ofType('AWS::Cognito::UserPoolClient').map(({ ref, logicalId, attributes, properties }): Client => {
    const client = ClientProperties.parse(properties);
    return {
      id: ref,
      name: client.ClientName ?? logicalId,
      pool: client.UserPoolId,
      secret: client.GenerateSecret ? (attributes['ClientSecret'] ?? null) : null,
      flows: client.AllowedOAuthFlows,
      scopes: client.AllowedOAuthScopes,
    };
  });
  const clients = () => [...ofTemplate, ...addedClients.entries().map(([, client]) => client)];
  const clientNamed = (name: string) => clients().find((client) => client.id === name || client.name === name);
  const issuerFor = (pool: string | undefined): Issuer => {
    const issuer = issuers.get(pool ?? pools[0]?.ref ?? '');
    if (issuer === undefined) throw new Error('the template has no user pool');
    return issuer;
  };
  const machineClaims = (id: string, scopes: readonly string[]) => ({
    sub: id,
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: Math.floor(now() / 1000),
    version: 2,
    client_id: id,
  });

  const grant = async (request: IncomingMessage, response: ServerResponse) => {
    const form = new URLSearchParams(((await readBody(request, 65_536)) ?? Buffer.alloc(0)).toString('utf8'));
    const [, basic] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const [id, secret] =
      basic === undefined ? [form.get('client_id'), form.get('client_secret')] : Buffer.from(basic, 'base64').toString('utf8').split(':');
    const client = clients().find((one) => one.id === id);
    if (client === undefined || client.secret !== (secret ?? null)) {
      answer(response, 400, { error: 'invalid_client' });
      return;
    }
    if (form.get('grant_type') !== 'client_credentials' || !client.flows.includes('client_credentials')) {
      answer(response, 400, { error: 'unauthorized_client' });
      return;
    }
    const asked = (form.get('scope') ?? '').split(/[ +]/).filter((scope) => scope !== '');
    if (asked.some((scope) => !client.scopes.includes(scope))) {
      answer(response, 400, { error: 'invalid_grant' });
      return;
    }
    const token = await issuerFor(client.pool).sign(machineClaims(client.id, asked.length > 0 ? asked : client.scopes), VALID_SECONDS);
    answer(response, 200, { access_token: token, expires_in: VALID_SECONDS, token_type: 'Bearer' });
  };

  return {
    issuerOf: (pool) => issuers.get(pool),
    clients,
    users: () => users.entries().map(([, user]) => user),
    saveUser: (user) => users.set(`${user.pool} ${user.username}`, user),
    addClient({ pool, name, flows, scopes, withSecret }) {
      const id = `client${randomBytes(6).toString('hex')}`;
      const client: Client = { id, name, pool, flows, scopes, secret: withSecret ? randomBytes(24).toString('hex') : null };
      addedClients.set(id, client);
      return client;
    },
    async token(request) {
      const { validSeconds = VALID_SECONDS, claims = {} } = request;
      if ('client' in request) {
        const client = clientNamed(request.client);
        return issuerFor(client?.pool).sign({ ...machineClaims(client?.id ?? request.client, request.scopes), ...claims }, validSeconds);
      }
      const staffClient = clients().find(({ flows }) => !flows.includes('client_credentials'));
      const scopes = request.scopes ?? staffClient?.scopes ?? [];
      const known = users.entries().find(([, user]) => user.username === request.user)?.[1];
      const person = {
        sub: known?.sub ?? request.user,
        username: request.user,
        'cognito:groups': [...request.groups],
        event_id: randomUUID(),
      };
      const base = machineClaims(staffClient?.id ?? 'staff', scopes);
      return issuerFor(staffClient?.pool).sign({ ...base, ...person, ...claims }, validSeconds);
    },
    async serve(request, response) {
      const path = (request.url ?? '').split('?')[0] ?? '';
      if (request.method === 'POST' && path === '/oauth2/token') {
        await grant(request, response);
        return true;
      }
      const [, pool] = /^\/([^/]+)\/\.well-known\/jwks\.json$/.exec(path) ?? [];
      const issuer = pool === undefined ? undefined : issuers.get(pool);
      if (issuer === undefined) return false;
      answer(response, 200, issuer.jwks);
      return true;
    },
  };
};
