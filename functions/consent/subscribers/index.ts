import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { vault } from '../../runtime/vault.ts';
import { consentByText } from './consent-by-text.ts';

export const { handler, manifest } = subscriberFunction([consentByText({ files, vault, programmes })]);
