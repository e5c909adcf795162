import { files, table } from '../../runtime/aws.ts';
import { publish } from '../../runtime/bus.ts';
import { environment } from '../../runtime/environment.ts';
import { partners } from '../../runtime/partners.ts';
import { programmes } from '../../runtime/programmes.ts';
import { taskFunction } from '../../runtime/task.ts';
import { vault } from '../../runtime/vault.ts';
import { askCivilRegistry } from './ask-civil-registry.ts';
import { findDueItems } from './find-due-items.ts';
import { listShards } from './list-shards.ts';

const needs = {
  files,
  table,
  vault,
  programmes,
  publish,
  shards: () => environment().DUE_SHARDS,
  civilRegistry: () => partners().civilRegistry,
};

export const { handler, manifest } = taskFunction(
  { AskCivilRegistry: askCivilRegistry(needs), ListShards: listShards(needs), FindDueItems: findDueItems(needs) },
  'sweeps',
);
