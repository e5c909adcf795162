import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { getCounts } from './get-counts.ts';
import { getCountsFile } from './get-counts-file.ts';
import { recountFacts } from './recount-facts.ts';

const needs = { files, table };

export const { handler, manifest } = apiFunction({ table }, [getCounts(needs), getCountsFile(needs), recountFacts(needs)]);
