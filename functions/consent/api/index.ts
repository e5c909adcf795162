import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { vault } from '../../runtime/vault.ts';
import { getAgreement } from './get-agreement.ts';
import { listAccesses } from './list-accesses.ts';
import { listConsents } from './list-consents.ts';
import { signConsent } from './sign-consent.ts';
import { withdrawConsent } from './withdraw-consent.ts';

const needs = { files, table, vault };

export const { handler, manifest } = apiFunction({ table }, [
  getAgreement(),
  listConsents(needs),
  signConsent(needs),
  withdrawConsent(needs),
  listAccesses(needs),
]);
