/** Secrets of partners: named in the settings, read by the functions that use them, and in no template and no configuration of a function. */
import { Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { readsSecrets } from './grants.ts';

/** As CloudFormation writes it: an id or ARN, then what of the secret is meant. */
const REFERENCE = /\{\{resolve:secretsmanager:((?:arn:(?:[^:{}]*:){5})?[^:{}]+)((?::[^:{}]*)*)\}\}/g;

/** The same for a function: what `functions/runtime/secrets.ts` reads. */
const written = (whole: string, id: string, rest: string): string => {
  const [, part = 'SecretString', field = '', ...version] = rest.split(':');
  if ((part !== '' && part !== 'SecretString') || version.some((each) => each !== ''))
    throw new Error(`${whole} in partners: only the text of a secret's current version can be used, as {{resolve:secretsmanager:<name>}}`);
  return field === '' ? `{{secret:${id}}}` : `{{secret:${id}#${field}}}`;
};

const arnOf = (id: string): string =>
  id.startsWith('arn:') ? id : `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:${id}-??????`;

/**
 * Variables as a function gets them, and its right to read the secrets that they name.
 * @throws Error naming a reference that cannot be read at run time
 */
export const withReferences = (
  variables: Readonly<Record<string, string>>,
): { readonly variables: Record<string, string>; readonly statements: readonly PolicyStatement[] } => {
  const ids = new Set(Object.values(variables).flatMap((value) => [...value.matchAll(REFERENCE)].map(([, id = '']) => id)));
  return {
    variables: Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [
        name,
        value.replace(REFERENCE, (whole: string, id: string, rest: string) => written(whole, id, rest)),
      ]),
    ),
    statements: ids.size === 0 ? [] : [readsSecrets([...ids].sort().map(arnOf))],
  };
};
