import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { findLink } from '../links.ts';
import { showOffer, throughLink, unknownLink, type LinkNeeds } from './link-offer.ts';

/** `GET /r/{token}`: the page behind an organisation's link. It changes nothing, since telephones open links by themselves to preview them. */
export const openLink = (needs: LinkNeeds) =>
  operation('openLink', {
    route: 'GET /r/{token}',
    scope: null,
    summary: 'The page on which an organisation answers a referral',
    status: 200,
    path: z.strictObject({ token: z.string().max(64) }),
    response: z.string().describe('an HTML page'),
    async run({ path: { token } }, caller) {
      const link = await findLink(needs, token);
      return link === undefined ? unknownLink() : showOffer(needs, link, throughLink(caller, link));
    },
  });
