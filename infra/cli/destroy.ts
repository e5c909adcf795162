/** `npm run destroy`: takes a stage down. Its records stay, unless the stage is named a second time for their deletion. */
import { accountIn } from './deployment/account.ts';
import { emptyBucket } from './deployment/bucket.ts';
import { DESTROY_USAGE, destroyArguments } from './deployment/arguments.ts';
import { ask, inSteps, run, say, UsageError } from './deployment/command.ts';
import { stackNamesOf, Stacks } from './deployment/stacks.ts';
import { unprotected } from './deployment/template.ts';

const deleteFoundation = async (stacks: Stacks, region: string, name: string): Promise<void> => {
  const stack = await stacks.find(name);
  const template = await stacks.template(name);
  if (stack === undefined || template === undefined) return;
  const { DocumentsBucketName: bucket } = await stacks.outputs(name);
  await stacks.allowTermination(name);
  const open = unprotected(template);
  if (JSON.stringify(open) !== JSON.stringify(template)) await stacks.update(name, open, stack);
  if (bucket !== undefined) await emptyBucket(region, bucket);
  await stacks.remove(name);
};

/** Removes as the arguments say. */
export const destroy = async (argv: readonly string[]): Promise<void> => {
  const { region, stage, deleteData, yes } = destroyArguments(argv);
  const { accountId } = await accountIn(region);
  const names = stackNamesOf(stage);
  const stacks = new Stacks(region);
  try {
    const found = {
      exchange: await stacks.find(names.exchange),
      application: await stacks.find(names.application),
      foundation: await stacks.find(names.foundation),
    };
    if (found.application === undefined && found.exchange === undefined && (found.foundation === undefined || !deleteData)) {
      say(`Account ${accountId} has no running stage ${stage} in ${region}: there is nothing to remove.`);
      return;
    }
    say(
      `In account ${accountId}, ${region}:`,
      ...(found.exchange === undefined ? [] : [`  - ${names.exchange}: building blocks, FHIR and webhooks are removed`]),
      `  - ${names.application}: the API, functions, state machines and alarms are removed`,
      deleteData
        ? `  - ${names.foundation}: EVERY RECORD, KEY AND USER OF STAGE ${stage} IS DELETED FOR GOOD`
        : `  - ${names.foundation}: records, keys and users stay, and can be deployed upon again`,
    );
    if (!yes) {
      const answer = await ask(`Type the name of the stage to go on:`, 'add --yes');
      if (answer !== stage) throw new UsageError(`"${answer}" is not "${stage}": nothing was removed`);
    }
    await inSteps([
      { title: `${names.exchange} is removed`, enabled: found.exchange !== undefined, task: () => stacks.remove(names.exchange) },
      { title: `${names.application} is removed`, enabled: found.application !== undefined, task: () => stacks.remove(names.application) },
      {
        title: `${names.foundation} is deleted with all it holds`,
        enabled: deleteData,
        task: () => deleteFoundation(stacks, region, names.foundation),
      },
    ]);
    say(
      '',
      deleteData
        ? 'The keys can be restored for 30 days; after that nothing that is left, logs included, can be read again.'
        : `The records stay in ${names.foundation}. To delete them too: add --delete-data ${stage}`,
    );
  } finally {
    stacks.close();
  }
};

if (import.meta.main) process.exitCode = await run(() => destroy(process.argv.slice(2)), DESTROY_USAGE);
