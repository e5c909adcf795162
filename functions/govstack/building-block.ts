import { blockFunction, type BlockProps } from '../runtime/block.ts';
import type { Table } from '../table/table.ts';
import { refuseWithoutAgreement, type Block } from './partner-agreements.ts';
import { keepRefusal } from './refusals.ts';

interface BuildingBlock extends Omit<BlockProps, 'name' | 'admit' | 'turnedAway'> {
  readonly name: Block;
  readonly table: Table;
}

/** The function of a building block: partners need an agreement for it, and whoever is turned away leaves an entry. */
export const buildingBlock = ({ table, ...props }: BuildingBlock) =>
  blockFunction({
    ...props,
    admit: (caller) => refuseWithoutAgreement(table, props.name, caller),
    turnedAway: (refused) => keepRefusal(table, refused),
  });
