import { apiFunction } from '../../../runtime/api.ts';
import { files, table } from '../../../runtime/aws.ts';
import { consentRegister } from '../../../runtime/consent-register.ts';
import { vault } from '../../../runtime/vault.ts';
import { receiveConsentCallback } from './receive-consent-callback.ts';

export const { handler, manifest } = apiFunction({}, [receiveConsentCallback({ files, table, vault, register: consentRegister })]);
