import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { getCounts, getCountsFile } from './get-counts.ts';
import { recount } from './recount.ts';

const needs = { files, table };

export const { handler, manifest } = apiFunction([getCounts(needs), getCountsFile(needs), recount(needs)]);
