import type { Place } from '../assembly/identity.ts';
import type { FunctionDefinition } from './definition.ts';

export interface Addresses {
  readonly endpointUrl: string;
  readonly apiUrl: string;
  readonly apiId: string | undefined;
}

/** The access key that tells the endpoint which function calls. */
export const accessKeyOf = (position: number): string => `LOCALFUNCTION${String(position).padStart(7, '0')}`;

/** A function's variables: the template's, with the API's public address replaced by the local one, and those that Lambda sets. */
export const variablesOf = (
  definition: FunctionDefinition,
  accessKey: string,
  { region }: Place,
  { endpointUrl, apiUrl, apiId }: Addresses,
): Readonly<Record<string, string>> => {
  const publicAddress =
    apiId === undefined ? undefined : new RegExp(`https://${apiId}\\.execute-api\\.[\\w-]+\\.amazonaws\\.com(?:/[\\w-]+)?`, 'g');
  const localized = Object.entries(definition.environment).map(
    ([name, value]) => [name, publicAddress === undefined ? value : value.replace(publicAddress, apiUrl)] as const,
  );
  return {
    ...Object.fromEntries(localized),
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_REGION: region,
    AWS_SECRET_ACCESS_KEY: 'local',
    LAMBDA_TASK_ROOT: definition.folder,
    TZ: ':UTC',
    _HANDLER: definition.handler,
  };
};
