import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { getCard } from './get-card.ts';

export const { handler, manifest } = apiFunction({ table }, [getCard({ files, programmes })]);
