import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { getDecisions } from './get-decisions.ts';
import { lodgeAppeal } from './lodge-appeal.ts';
import { requestEligibility } from './request-eligibility.ts';

const needs = { files, programmes };

export const { handler, manifest } = apiFunction({ table }, [getDecisions(needs), lodgeAppeal(needs), requestEligibility(needs)]);
