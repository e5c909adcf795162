import { factsTable } from './facts.ts';
import { functionsTable } from './functions.ts';
import { indexesTable, itemKinds, itemsTable, partitionsTable } from './items.ts';
import { machinesTables } from './machines.ts';
import { problemsTable } from './problems.ts';
import { programmesTable, rulesTables } from './programmes.ts';
import { routesTable } from './routes.ts';
import { settingsTable } from './settings.ts';
import type { Sources } from './sources.ts';
import { dueTable, schedulesTable } from './sweeps.ts';

/** The parts of the README that are made from the code, by the name of their markers. */
export const partsFrom = async (sources: Sources): Promise<Readonly<Record<string, string>>> => {
  const kinds = await itemKinds();
  return {
    routes: routesTable(sources),
    facts: factsTable(sources),
    machines: machinesTables(),
    schedules: schedulesTable(),
    due: dueTable(kinds, sources),
    partitions: partitionsTable(),
    items: itemsTable(kinds),
    indexes: indexesTable(kinds),
    functions: functionsTable(sources),
    problems: problemsTable(),
    programmes: programmesTable(),
    rules: rulesTables(),
    settings: settingsTable(),
  };
};
