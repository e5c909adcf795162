import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { vault } from '../../runtime/vault.ts';
import { adoptParkedChildren } from './adopt-parked-children.ts';
import { findDuplicates } from './find-duplicates.ts';

const needs = { files, table, vault, programmes };

export const { handler, manifest } = subscriberFunction([findDuplicates(needs), adoptParkedChildren(needs)]);
