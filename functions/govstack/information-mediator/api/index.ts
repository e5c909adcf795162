import { table } from '../../../runtime/aws.ts';
import { buildingBlock } from '../../building-block.ts';
import { listAgreements } from './list-agreements.ts';
import { listRefusals } from './list-refusals.ts';
import { putAgreement } from './put-agreement.ts';

const needs = { table };

export const { handler, manifest } = buildingBlock({
  name: 'information-mediator',
  table,
  operations: [putAgreement(needs), listAgreements(needs), listRefusals(needs)],
});
