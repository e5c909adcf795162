import { cpSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** What files of programmes may refer to; it travels with them. */
const SHARED = 'operations';

const isJson = (path: string): boolean => statSync(path).isDirectory() || path.endsWith('.json');

export interface StagingProps {
  /** A programme file, or a folder of them. */
  readonly programme: string;
  readonly folder: string;
  readonly shippedFolder: string;
  /** The file `openapi.json` of the build. */
  readonly description: string;
}

/**
 * Lays out a layer's folder: `programmes/<ID>.json`, what they share in `programmes/operations/`, and beside them the API's
 * description. A single file brings the shared folder beside it, or else the shipped one.
 * @throws Error when `programme` is neither a folder nor a JSON file
 */
export const stageProgrammes = ({ programme, folder, shippedFolder, description }: StagingProps): void => {
  const source = resolve(programme);
  if (!existsSync(source) || !isJson(source)) throw new Error(`no programme at ${programme}: give a .json file, or a folder of them`);
  const target = join(folder, 'programmes');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(description, join(folder, 'openapi.json'));
  if (statSync(source).isDirectory()) {
    cpSync(source, target, { recursive: true, filter: isJson });
    return;
  }
  const shared = [join(dirname(source), SHARED), join(shippedFolder, SHARED)].find((each) => existsSync(each));
  if (shared !== undefined) cpSync(shared, join(target, SHARED), { recursive: true, filter: isJson });
  cpSync(source, join(target, basename(source)));
};

/** Programme files and the API's description as a layer, so that another programme changes no function. */
export const programmesLayer = (scope: Construct, id: string, folder: string): LayerVersion =>
  new LayerVersion(scope, id, {
    description: 'Nestling: programme files, API description',
    code: Code.fromAsset(folder),
    compatibleRuntimes: [Runtime.NODEJS_24_X],
  });
