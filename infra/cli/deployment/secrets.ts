import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Unready } from './command.ts';

/** The secrets that functions will ask for, as their variables name them. */
export const secretsIn = (templates: readonly string[]): readonly string[] =>
  [...new Set(templates.flatMap((text) => [...text.matchAll(/\{\{secret:([^{}#]+)/g)].map(([, id = '']) => id)))].sort();

/**
 * Asks whether each secret is there, so that no function is deployed that cannot read what it needs; none is read.
 * @throws {Unready} naming those that are not
 */
export const refuseMissingSecrets = async (region: string, ids: readonly string[]): Promise<void> => {
  const client = new SecretsManagerClient({ region });
  try {
    const missing: string[] = [];
    for (const id of ids) {
      try {
        const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId: id }));
        if (DeletedDate !== undefined) missing.push(id);
      } catch (error) {
        if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
        missing.push(id);
      }
    }
    if (missing.length > 0)
      throw new Unready(
        `The settings of partners name secrets that are not in ${region}: ${missing.join(', ')}\n\n` +
          `Make each:  aws secretsmanager create-secret --region ${region} --name <name> --secret-string file://<file>`,
      );
  } finally {
    client.destroy();
  }
};
