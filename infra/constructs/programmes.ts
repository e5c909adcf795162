import { cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { loadProgramme, loadProgrammes, loadQuestionnaires, type Programme } from '../../functions/policy/index.ts';

export interface StagingProps {
  /** A programme file, or a folder of them. */
  readonly programme: string;
  readonly folder: string;
  readonly shippedFolder: string;
  /** The file `openapi.json` of the build. */
  readonly description: string;
  /** The names of the payment rails that the deployment has. @default - not compared */
  readonly rails?: readonly string[];
}

const programmesAt = (source: string, shippedFolder: string): readonly Programme[] =>
  statSync(source).isDirectory() ? [...loadProgrammes(source, shippedFolder).values()] : [loadProgramme(source, shippedFolder)];

const refuseUnknownRails = (programmes: readonly Programme[], rails: readonly string[]): void => {
  const faults = programmes
    .filter(({ operations }) => !rails.includes(operations.payment.rail))
    .map(({ id, operations }) => `  ${id} #/operations/payment/rail: partners.rails names no ${operations.payment.rail}`);
  if (faults.length > 0)
    throw new Error(`programmes pay by rails that are not there (there are ${rails.join(', ')}):\n${faults.join('\n')}`);
};

/**
 * Lays out a layer's folder: `programmes/<ID>.json`, each checked and complete with what it shares, and beside them
 * `questionnaires/<ID>.json` and the API's description. What a single file shares is looked up beside it, or else among the shipped ones.
 * @throws Error when `programme` is neither a folder nor a JSON file, or a file does not match the schema: with its JSON pointers; and when a
 * programme pays by a rail that the deployment does not have
 */
export const stageProgrammes = ({ programme, folder, shippedFolder, description, rails }: StagingProps): void => {
  const source = resolve(programme);
  if (!existsSync(source) || !(statSync(source).isDirectory() || source.endsWith('.json')))
    throw new Error(`no programme at ${programme}: give a .json file, or a folder of them`);
  const target = join(folder, 'programmes');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(description, join(folder, 'openapi.json'));
  const programmes = programmesAt(source, shippedFolder);
  if (rails !== undefined) refuseUnknownRails(programmes, rails);
  for (const staged of programmes) writeFileSync(join(target, `${staged.id}.json`), JSON.stringify(staged));
  const questionnaires = join(folder, 'questionnaires');
  mkdirSync(questionnaires);
  const beside = statSync(source).isDirectory() ? source : dirname(source);
  for (const staged of loadQuestionnaires(beside, shippedFolder).values())
    writeFileSync(join(questionnaires, `${staged.id}.json`), JSON.stringify(staged));
};

/** Programme files and the API's description as a layer, so that another programme changes no function. */
export const programmesLayer = (scope: Construct, id: string, folder: string): LayerVersion =>
  new LayerVersion(scope, id, {
    description: 'Nestling: programme files, API description',
    code: Code.fromAsset(folder),
    compatibleRuntimes: [Runtime.NODEJS_24_X],
  });
