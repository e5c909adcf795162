import { apiFunction } from '../../runtime/api.ts';
import { files } from '../../runtime/aws.ts';
import { getVerification } from './get-verification.ts';
import { restartVerification } from './restart-verification.ts';

const needs = { files };

export const { handler, manifest } = apiFunction([getVerification(needs), restartVerification(needs)]);
