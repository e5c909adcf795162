import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { environment, type Environment } from './environment.ts';
import { beforeFirst } from './prepare.ts';

const client = new SecretsManagerClient({});

/** `{{secret:<id>}}`, or `{{secret:<id>#<field>}}` where the secret is JSON; the deployment writes it where the settings name a secret. */
const REFERENCE = /\{\{secret:([^{}#]+)(?:#([^{}]+))?\}\}/g;

const secretOf = async (id: string): Promise<string> => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  if (SecretString === undefined) throw new Error(`the secret ${id} holds no text`);
  return SecretString;
};

const fieldOf = (id: string, secret: string, field: string): string => {
  let whole: unknown;
  try {
    whole = JSON.parse(secret);
  } catch {
    throw new Error(`the secret ${id} is no JSON, of which ${field} was to be taken`);
  }
  const value = typeof whole === 'object' && whole !== null ? (whole as Readonly<Record<string, unknown>>)[field] : undefined;
  if (typeof value !== 'string') throw new Error(`the secret ${id} has no text under ${field}`);
  return value;
};

/**
 * A text of JSON with what its references stand for; each secret is asked for once.
 * @throws {Error} naming the secret that cannot be used, and what the service throws
 */
const filled = async (json: string): Promise<string> => {
  const references = [...json.matchAll(REFERENCE)].map(([whole, id = '', field]) => ({ whole, id, field }));
  const ids = [...new Set(references.map(({ id }) => id))];
  const secrets = new Map(await Promise.all(ids.map(async (id) => [id, await secretOf(id)] as const)));
  const values = new Map(
    references.map(({ whole, id, field }) => {
      const secret = secrets.get(id) ?? '';
      return [whole, field === undefined ? secret : fieldOf(id, secret, field)];
    }),
  );
  return json.replace(REFERENCE, (whole) => JSON.stringify(values.get(whole)).slice(1, -1));
};

type Variable = keyof Environment & ('PARTNERS' | 'IDENTITY_PROVIDER');

const read = (variable: Variable): (() => string) => {
  let text: string | undefined;
  beforeFirst(async () => {
    text = await filled(environment()[variable]);
  });
  return () => {
    const given = environment()[variable];
    if (text === undefined && given.includes('{{secret:')) throw new Error(`${variable} is read before its secrets are there`);
    return text ?? given;
  };
};

const readers = new Map<Variable, () => string>();

/**
 * What the deployment says in a variable of JSON, with its secrets, which this process asks for before its first event and then keeps.
 * @throws {Error} when it is read before that
 */
export const withSecrets = (variable: Variable): (() => string) => {
  const reader = readers.get(variable) ?? read(variable);
  readers.set(variable, reader);
  return reader;
};
