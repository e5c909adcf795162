import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { vault } from '../../runtime/vault.ts';
import { followPhone } from './follow-phone.ts';
import { tellAccesses } from './tell-accesses.ts';

const needs = { files, table, vault, programmes };

export const { handler, manifest } = subscriberFunction([...followPhone(needs), tellAccesses(needs)]);
