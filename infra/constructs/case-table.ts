import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledgements.ts';

/** The sparse indexes of the table, by what a reader looks for. */
export type IndexName = 'due' | 'worker' | 'place' | 'lookup';

/**
 * What each index copies of an item. Lists that a person reads, and what a number leads to, hold the item whole and need no second
 * read; `due`, which every sweep reads and every due item writes, holds besides its keys only where the item belongs.
 */
const COPIED: Readonly<Record<IndexName, readonly string[] | 'all'>> = {
  due: ['area', 'programme'],
  worker: 'all',
  place: 'all',
  lookup: 'all',
};

export interface CaseTableProps {
  readonly encryptionKey: IKey;
  /** Whether the table refuses to be deleted. */
  readonly protect: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/** The single table: every record, claim, count and outgoing event, with the stream that the outbox relay reads. */
export class CaseTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { encryptionKey, protect, removalPolicy }: CaseTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: protect,
      removalPolicy,
    });
    for (const [indexName, copied] of Object.entries(COPIED)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: `${indexName}Pk`, type: AttributeType.STRING },
        sortKey: { name: `${indexName}Sk`, type: AttributeType.STRING },
        ...(copied === 'all'
          ? { projectionType: ProjectionType.ALL }
          : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...copied] }),
      });
    }
    acknowledge(this, 'backups');
  }

  indexArn(index: IndexName): string {
    return `${this.table.tableArn}/index/${index}`;
  }
}
