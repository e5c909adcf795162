import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { messagingCalls as calls } from '../../runtime/messaging-block.ts';
import { receipts } from '../../runtime/sms.ts';
import { listMessages } from './list-messages.ts';
import { receiveReceipts } from './receive-receipts.ts';

const needs = { files, table, programmes, receipts, calls };

export const { handler, manifest } = apiFunction({ table }, [listMessages(needs), receiveReceipts(needs)]);
