import { apiFunction } from '../../runtime/api.ts';
import { files } from '../../runtime/aws.ts';
import { listMessages } from './list-messages.ts';

export const { handler, manifest } = apiFunction([listMessages({ files })]);
