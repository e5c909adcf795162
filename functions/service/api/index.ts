import { apiFunction } from '../../runtime/api.ts';
import { programmes } from '../../runtime/programmes.ts';
import { getDescription, getHealth } from './health.ts';

export const { handler, manifest } = apiFunction([getHealth({ programmes }), getDescription()]);
