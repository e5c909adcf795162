import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

export const DEPLOY_USAGE = `npm run deploy -- --region <region> --programme <file or folder> [--stage <name>] [--yes]

  --region      the AWS region, such as eu-west-1
  --programme   the programme file of the ministry, or a folder of them
  --stage       the name of this deployment; several can live in one account (default: main)
  --yes         deploys without asking`;

export const DESTROY_USAGE = `npm run destroy -- --region <region> --stage <name> [--delete-data <name>] [--yes]

  --region        the AWS region, such as eu-west-1
  --stage         the deployment that is removed; its records stay
  --delete-data   also deletes every record, key and user; the name of the stage has to be given once more
  --yes           removes without asking`;

export interface DeployArguments {
  readonly region: string;
  readonly programme: string;
  readonly stage: string;
  readonly yes: boolean;
}

export interface DestroyArguments {
  readonly region: string;
  readonly stage: string;
  readonly deleteData: boolean;
  readonly yes: boolean;
}

const OPTIONS = {
  region: { type: 'string' },
  programme: { type: 'string' },
  stage: { type: 'string' },
  'delete-data': { type: 'string' },
  yes: { type: 'boolean' },
} as const;

type Option = keyof typeof OPTIONS;

const read = (args: readonly string[], allowed: readonly Option[]) => {
  const options = Object.fromEntries(Object.entries(OPTIONS).filter(([name]) => allowed.some((each) => each === name)));
  try {
    const { values } = parseArgs({ args: [...args], options });
    const text = (name: Option): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined);
    return { text, yes: values['yes'] === true };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

const required = (value: string | undefined, option: Option): string => {
  if (value === undefined || value === '') throw new UsageError(`--${option} is missing`);
  return value;
};

const regionOf = (value: string | undefined): string => {
  const region = required(value, 'region');
  if (!/^[a-z]{2}(-[a-z]+)+-[0-9]$/.test(region))
    throw new UsageError(`"${region}" is no AWS region; one looks like eu-west-1 or ap-south-1`);
  return region;
};

const stageOf = (stage: string): string => {
  if (!/^[a-z][a-z0-9]{0,15}$/.test(stage))
    throw new UsageError(`"${stage}" is no stage; one has 1 to 16 lower-case letters and digits and begins with a letter`);
  return stage;
};

/** @throws {UsageError} */
export const deployArguments = (args: readonly string[]): DeployArguments => {
  const { text, yes } = read(args, ['region', 'programme', 'stage', 'yes']);
  return {
    region: regionOf(text('region')),
    programme: required(text('programme'), 'programme'),
    stage: stageOf(text('stage') ?? 'main'),
    yes,
  };
};

/** @throws {UsageError} also when data is to be deleted and the stage is not named alike */
export const destroyArguments = (args: readonly string[]): DestroyArguments => {
  const { text, yes } = read(args, ['region', 'stage', 'delete-data', 'yes']);
  const stage = stageOf(required(text('stage'), 'stage'));
  const confirmed = text('delete-data');
  if (confirmed !== undefined && confirmed !== stage)
    throw new UsageError(`--delete-data names "${confirmed}", but the stage is "${stage}": nothing was deleted`);
  return { region: regionOf(text('region')), stage, deleteData: confirmed !== undefined, yes };
};
