import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Unready } from './command.ts';

export interface Account {
  readonly accountId: string;
  /** Who deploys, as AWS sees it. */
  readonly arn: string;
}

const HOW = `Sign in first, in this terminal, in one of these ways:
  - an organisation with IAM Identity Center:  aws configure sso  and then  export AWS_PROFILE=<profile>
  - an access key:  export AWS_ACCESS_KEY_ID=...  AWS_SECRET_ACCESS_KEY=...  (and AWS_SESSION_TOKEN where there is one)
The identity needs to be allowed to assume the roles that CDK makes in the account, or to administer the account for the first time.`;

const unready = (error: unknown, region: string): Unready => {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  const because = (reason: string, how: string): Unready => new Unready(`${reason}\n\n${how}`, { cause: error });
  if (name === 'CredentialsProviderError') return because('No AWS credentials were found.', HOW);
  if (name.startsWith('ExpiredToken')) return because('The AWS credentials have expired.', HOW);
  if (['InvalidClientTokenId', 'SignatureDoesNotMatch', 'UnrecognizedClientException', 'AccessDenied'].includes(name)) {
    return because(
      `AWS does not accept the credentials (${name}).`,
      `${HOW}\nIf the region is opt-in, it has to be enabled for the account too.`,
    );
  }
  return because(
    `AWS cannot be reached in ${region}: ${message}`,
    'Check that the region exists and is enabled for the account, and that this machine may reach it (HTTPS_PROXY, AWS_ENDPOINT_URL).',
  );
};

/**
 * Asks AWS who we are, so that a deployment does not fail half-way for want of a key.
 * @throws {Unready} saying what is missing and how to get it
 */
export const accountIn = async (region: string): Promise<Account> => {
  const client = new STSClient({ region, maxAttempts: 2 });
  try {
    const { Account: accountId, Arn: arn } = await client.send(new GetCallerIdentityCommand({}));
    if (accountId === undefined || arn === undefined) throw new Error('it answered without an account');
    return { accountId, arn };
  } catch (error) {
    throw unready(error, region);
  } finally {
    client.destroy();
  }
};
