import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { caseFiles, type CaseFiles } from '../casefile/files.ts';
import { dynamoTable } from '../table/dynamo.ts';
import type { Table } from '../table/table.ts';
import { environment } from './environment.ts';

/** The table of this deployment. */
export const table: Table = dynamoTable(new DynamoDBClient({}), () => environment().TABLE_NAME);

/** The case files of this deployment. */
export const files: CaseFiles = caseFiles({ table, shards: () => environment().DUE_SHARDS });
