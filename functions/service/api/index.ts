import { apiFunction } from '../../runtime/api.ts';
import { programmes } from '../../runtime/programmes.ts';
import { getDescription } from './get-description.ts';
import { getHealth } from './get-health.ts';

export const { handler, manifest } = apiFunction({}, [getHealth({ programmes }), getDescription()]);
