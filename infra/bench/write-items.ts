import type { Country } from '../local/country.ts';

/** An item of the table in DynamoDB's own JSON, as far as it is looked into. */
export type StoredItem = Readonly<Record<string, { readonly S?: string; readonly N?: string } | undefined>>;

const WRITES_AT_ONCE = 25;

/** Changes items of the table as they are given, in batches. */
export const writeRequests = async ({ local }: Country, requests: readonly object[]): Promise<void> => {
  const [table = ''] = local.tables;
  for (let at = 0; at < requests.length; at += WRITES_AT_ONCE)
    await local.dynamodb('BatchWriteItem', { RequestItems: { [table]: requests.slice(at, at + WRITES_AT_ONCE) } });
};

/** Puts items into the table, without any command of ours. */
export const writeItems = (country: Country, items: readonly object[]): Promise<void> =>
  writeRequests(
    country,
    items.map((item) => ({ PutRequest: { Item: item } })),
  );
