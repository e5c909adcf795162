import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { vault } from '../../runtime/vault.ts';
import { recordBirth } from './add-children.ts';
import { getCase } from './get-case.ts';
import { listCases } from './list-cases.ts';
import { reEnrolMother } from './re-enrol-mother.ts';
import { registerBatch } from './register-batch.ts';
import { registerMother } from './register-mother.ts';

const needs = { files, table, vault, programmes };

export const { handler, manifest } = apiFunction({ table }, [
  registerMother(needs),
  registerBatch(needs),
  recordBirth(needs),
  reEnrolMother(needs),
  getCase(needs),
  listCases(needs),
]);
