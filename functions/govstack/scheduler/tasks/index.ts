import { files, table } from '../../../runtime/aws.ts';
import { environment } from '../../../runtime/environment.ts';
import { programmes } from '../../../runtime/programmes.ts';
import { taskFunction } from '../../../runtime/task.ts';
import { emailStore } from '../../messaging/store.ts';
import { alertParticipants } from './alert-participants.ts';

const needs = { table, files, programmes, emails: emailStore(table), shards: () => environment().DUE_SHARDS };

export const { handler, manifest } = taskFunction({ AlertParticipants: alertParticipants(needs) });
