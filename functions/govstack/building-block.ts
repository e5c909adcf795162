import { refuseWithoutAgreement, type Block } from '../partners/agreement.ts';
import { blockFunction, type BlockProps } from '../runtime/block.ts';

interface BuildingBlock extends Omit<BlockProps, 'name' | 'admit'> {
  readonly name: Block;
}

/** The function of a building block: partners need an agreement for it, and whoever is turned away leaves an entry. */
export const buildingBlock = (props: BuildingBlock) =>
  blockFunction({ ...props, admit: (caller) => refuseWithoutAgreement(props.table, props.name, caller) });
