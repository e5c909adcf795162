import type { Caller, Reply } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { readOwn, type AccountNeeds } from '../enter-account.ts';
import { htmlReply } from '../page/answer.ts';
import { ownRecord } from '../page/own-record.ts';
import { doorPage, recordPage, type Notice, type PageLanguage } from '../page/render.ts';

export interface PageNeeds extends AccountNeeds {
  readonly programmes: Programmes;
  /** Whether she may sign in with her national identity as well. @default no */
  readonly offersIdentity?: () => boolean;
}

const LOOKS_SHOWN = 20;

export const door = (
  { offersIdentity = () => false }: Pick<PageNeeds, 'offersIdentity'>,
  language: PageLanguage,
  notice?: Notice,
  headers?: Readonly<Record<string, string>>,
): Reply => htmlReply(doorPage(language, notice, offersIdentity()), headers);

/** Her record, for an open session. @throws {Problem} Unauthenticated */
export const ownPage = async (needs: PageNeeds, token: string, language: PageLanguage, caller: Caller, headers = {}): Promise<Reply> => {
  const file = await readOwn(needs, token, caller);
  const { items } = await needs.files.readAccesses(file.root.caseId, caller, { limit: LOOKS_SHOWN });
  const programme = needs.programmes.get(file.root.programme);
  return htmlReply(recordPage(language, ownRecord(file, programme, items, language)), headers);
};
