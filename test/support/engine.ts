import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const INDEXES = ['due', 'worker', 'place', 'lookup'];

const createTable = (TableName: string) =>
  new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['pk', 'sk', ...INDEXES.flatMap((name) => [`${name}Pk`, `${name}Sk`])].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    GlobalSecondaryIndexes: INDEXES.map((name) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: `${name}Pk`, KeyType: 'HASH' },
        { AttributeName: `${name}Sk`, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    })),
  });

/** A real DynamoDB-compatible engine in memory, on a port of its own. */
export interface Engine {
  readonly client: DynamoDBClient;
  /** A new, empty table with the indexes of the deployed one; gives its name. */
  readonly newTable: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

const ready = async (client: DynamoDBClient, name: string): Promise<void> => {
  for (let tries = 0; ; tries += 1) {
    try {
      await client.send(createTable(name));
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};

const ended = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('exit', () => resolve()));

export const startEngine = async (): Promise<Engine> => {
  const port = await freePort();
  const binary = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  const child = spawn(binary, ['--port', String(port), '--host', '127.0.0.1'], { stdio: 'ignore' });
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${String(port)}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  let tables = 0;
  await ready(client, 'warm-up');
  return {
    client,
    async newTable() {
      tables += 1;
      const name = `table-${String(tables)}`;
      await client.send(createTable(name));
      return name;
    },
    async stop() {
      client.destroy();
      const gone = ended(child);
      child.kill('SIGKILL');
      await gone;
    },
  };
};
