import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { refuseMissingSecrets, secretsIn } from '../../../infra/cli/deployment/secrets.ts';
import { prepared } from '../../../functions/runtime/prepare.ts';
import { withSecrets } from '../../../functions/runtime/secrets.ts';

const PEM = '-----BEGIN PRIVATE KEY-----\n"MIG"\\\n-----END PRIVATE KEY-----\n';
const manager = mockClient(SecretsManagerClient);
const absent = new ResourceNotFoundException({ $metadata: {}, message: 'no such secret' });

process.env['TABLE_NAME'] = 'table';
process.env['PARTNERS'] = JSON.stringify({
  rail: { authorization: { value: 'Bearer {{secret:rail#token}}' }, callback: { value: '{{secret:rail#callback}}' } },
  certificates: { office: { key: { value: '{{secret:office-key}}' } } },
});

beforeEach(() => manager.reset());

describe('the secrets of partners', () => {
  it('are asked for before the first event, each once, and stand where the settings name them', async () => {
    const settings = withSecrets('PARTNERS');
    expect(settings).toThrow('PARTNERS is read before its secrets are there');

    manager.on(GetSecretValueCommand).rejects(absent);
    await expect(prepared()).rejects.toThrow('no such secret');
    manager.on(GetSecretValueCommand, { SecretId: 'rail' }).resolves({ SecretString: '{"token":"t-1","callback":7}' });
    manager.on(GetSecretValueCommand, { SecretId: 'office-key' }).resolves({ SecretString: PEM });
    await expect(prepared()).rejects.toThrow('the secret rail has no text under callback');

    manager.on(GetSecretValueCommand, { SecretId: 'rail' }).resolves({ SecretString: '{"token":"t-1","callback":"$& c-1"}' });
    manager.resetHistory();
    await prepared();
    await prepared();

    expect(JSON.parse(settings())).toEqual({
      rail: { authorization: { value: 'Bearer t-1' }, callback: { value: '$& c-1' } },
      certificates: { office: { key: { value: PEM } } },
    });
    expect(manager.commandCalls(GetSecretValueCommand)).toHaveLength(2);
  });

  it('are looked for by the deployment, which reads none of them', async () => {
    manager.on(DescribeSecretCommand).resolves({ Name: 'there' });
    manager.on(DescribeSecretCommand, { SecretId: 'gone' }).resolves({ DeletedDate: new Date(0) });
    manager.on(DescribeSecretCommand, { SecretId: 'never' }).rejects(absent);
    const ids = secretsIn([String(process.env['PARTNERS']), '"{{secret:never}} {{secret:gone#part}}"']);

    expect(ids).toEqual(['gone', 'never', 'office-key', 'rail']);
    await expect(refuseMissingSecrets('eu-west-1', ids)).rejects.toThrow('secrets that are not in eu-west-1: gone, never');
    await expect(refuseMissingSecrets('eu-west-1', ['rail'])).resolves.toBeUndefined();
    expect(manager.commandCalls(GetSecretValueCommand)).toEqual([]);
  });
});
