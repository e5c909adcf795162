import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { taskFunction } from '../../runtime/task.ts';
import { vault } from '../../runtime/vault.ts';
import { workflows } from '../../runtime/workflows.ts';
import { awaitAnswer } from './await-answer.ts';
import { lookAtReferral } from './look-at-referral.ts';
import type { Needs } from './needs.ts';
import { offerReferral } from './offer-referral.ts';
import { parkReferral } from './park-referral.ts';
import { textOrganisation } from './text-organisation.ts';

const needs: Needs = { files, table, programmes, workflows, vault };

export const { handler, manifest } = taskFunction({
  LookAtReferral: lookAtReferral(needs),
  OfferReferral: offerReferral(needs),
  TextOrganisation: textOrganisation(needs),
  AwaitAcceptance: awaitAnswer(needs, 'awaitAcceptance'),
  AwaitHelp: awaitAnswer(needs, 'awaitHelp'),
  AwaitMother: awaitAnswer(needs, 'awaitMother'),
  ParkReferral: parkReferral(needs),
});
