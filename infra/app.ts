/** Synthesizes the stacks, offline, from what `npm run build` left: `node infra/app.ts [--stage S] [--programme F] [--build folder] [--workflows folder] [--out folder]`. */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import { ApplicationStack } from './application-stack.ts';
import { stageProgrammes } from './constructs/programmes.ts';
import { refuseUnwired, type ContextWiring } from './constructs/wiring.ts';
import { CONTEXTS, EXCHANGE } from './contexts/all.ts';
import { ExchangeStack } from './exchange-stack.ts';
import { FoundationStack } from './foundation-stack.ts';
import { readManifest } from './manifest.ts';
import { readInvocation, type Settings } from './settings.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** The local system finds each function's code by the asset metadata; construct paths and indents would only make the templates longer. */
const ASSEMBLY = {
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:enable-path-metadata': false,
  '@aws-cdk/core:suppressTemplateIndentation': true,
};

export interface SynthesisProps {
  readonly settings: Settings;
  /** Where the assembly goes; emptied first. */
  readonly outFolder: string;
  readonly cdkContext: Readonly<Record<string, unknown>>;
  /** @default - `dist` of this repository */
  readonly buildFolder?: string | undefined;
  /** @default - `statemachines` of this repository */
  readonly workflowFolder?: string | undefined;
  /** @default - the contexts of this repository */
  readonly contexts?: readonly ContextWiring[] | undefined;
  /** The contexts of the exchange. @default - those of this repository, or none where `contexts` are given */
  readonly exchange?: readonly ContextWiring[] | undefined;
}

/** The rail that every deployment has, and those of its settings by name. */
const railsOf = ({ partners: { rails } }: Settings): readonly string[] => [
  'govstack',
  ...(typeof rails === 'object' && rails !== null && !Array.isArray(rails) ? Object.keys(rails) : []),
];

/**
 * Builds the app. Every finding of cdk-nag that nobody has acknowledged fails its synthesis.
 * @throws Error when settings, wiring, machines and functions do not agree
 */
export const nestlingApp = ({
  settings,
  outFolder,
  cdkContext,
  buildFolder = join(ROOT, 'dist'),
  workflowFolder,
  contexts,
  exchange = contexts === undefined ? EXCHANGE : [],
}: SynthesisProps): App => {
  const manifest = readManifest(buildFolder);
  const core = contexts ?? CONTEXTS;
  refuseUnwired([...core, ...exchange], Object.keys(manifest.functions), settings.partial);
  rmSync(outFolder, { recursive: true, force: true });
  const programmesFolder = join(outFolder, 'programmes');
  stageProgrammes({
    programme: resolve(ROOT, settings.programme),
    folder: programmesFolder,
    shippedFolder: join(ROOT, 'functions/policy/programmes'),
    description: join(buildFolder, 'openapi.json'),
    rails: railsOf(settings),
  });
  const app = new App({ outdir: outFolder, context: { ...ASSEMBLY, ...cdkContext }, analyticsReporting: false });
  const foundation = new FoundationStack(app, { settings, manifest });
  const sources = { settings, manifest, foundation, buildFolder, programmesFolder, workflowFolder };
  const application = new ApplicationStack(app, { ...sources, contexts: core });
  const isBuilt = (name: string): boolean => name in manifest.functions;
  if (exchange.some(({ functions }) => Object.keys(functions).some(isBuilt)))
    new ExchangeStack(app, { ...sources, application, contexts: exchange });
  Tags.of(app).add('application', 'nestling');
  Tags.of(app).add('stage', settings.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new HIPAASecurityChecks(app));
  return app;
};

if (import.meta.main) {
  try {
    nestlingApp(readInvocation(process.argv.slice(2), ROOT)).synth();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
