import * as z from 'zod';
import { shelfKind } from '../shelf.ts';
import { Recipient, SenderInfo } from './domain/email.ts';
import { Status, StatusCounts } from './domain/status.ts';

/** How long a request is kept: what it says and to whom goes with it. */
export const KEPT_DAYS = 14;

export const expiryOf = (at: string): number => Math.floor(Date.parse(at) / 1000) + KEPT_DAYS * 86_400;

/** A request for e-mails: the same words for each of its recipients. */
export const KeptRequest = z.object({
  requestUid: z.uuid(),
  client: z.string(),
  acceptedAt: z.iso.datetime(),
  callbackUri: z.string().optional(),
  sender: SenderInfo,
  title: z.string(),
  content: z.string(),
  total: z.int().min(0),
  settledAt: z.iso.datetime().optional(),
  expiresAt: z.int(),
});
export type KeptRequest = z.infer<typeof KeptRequest>;
export const KeptRequests = shelfKind<KeptRequest>({ name: 'emailRequest', schema: KeptRequest, idOf: ({ requestUid }) => requestUid });

/** One e-mail of a request. */
export const KeptEmail = z.object({
  /** From 1. */
  number: z.int().min(1),
  /** To whom; gone when it has arrived, come back or been refused. */
  recipient: Recipient.optional(),
  status: Status,
  reason: z.string().optional(),
  /** The Messaging block of the country refused it together with others: it goes alone, at each try. */
  alone: z.literal(true).optional(),
  /** The part of the request in whose counts it is; absent where it was taken before there were any. */
  part: z.int().optional(),
  expiresAt: z.int(),
});
export type KeptEmail = z.infer<typeof KeptEmail>;

export const emailKeyOf = (number: number): string => String(number).padStart(6, '0');
export const KeptEmails = shelfKind<KeptEmail>({ name: 'email', schema: KeptEmail, idOf: ({ number }) => emailKeyOf(number) });

/** E-mails of a request that were handed over together to the Messaging block of the country, which counts them together. */
export const KeptHandOver = z.object({
  handOverId: z.uuid(),
  /** Its e-mails, by number; all of one part of the request. */
  numbers: z.array(z.int()).min(1),
  /** As in the e-mails. */
  part: z.int().optional(),
  /** What the block calls it; absent as long as its answer has not come, or was lost. */
  requestUid: z.string().optional(),
  /** As the block last told them. */
  counts: StatusCounts,
  /** How often its time to be asked about had come. */
  asked: z.int().min(0),
  /** When it is asked about, or given up as long as it has no name; absent when neither, or not any more. */
  askAt: z.iso.datetime().optional(),
  expiresAt: z.int(),
});
export type KeptHandOver = z.infer<typeof KeptHandOver>;
export const KeptHandOvers = shelfKind<KeptHandOver>({
  name: 'emailHandOver',
  schema: KeptHandOver,
  idOf: ({ handOverId }) => handOverId,
});

/** What of a request nobody took yet, and its patience (domain/patience.ts). */
export const KeptWait = z.object({
  /** Unlike any other of its request. */
  name: z.string(),
  /** Its e-mails, by number; absent where it is the call to whoever asked for them. */
  part: z.object({ from: z.int().min(1), to: z.int().min(1) }).optional(),
  left: z.int().min(0),
  since: z.iso.datetime(),
  tries: z.int().min(0),
  pauses: z.int().min(0),
  tryAt: z.iso.datetime(),
  expiresAt: z.int(),
});
export type KeptWait = z.infer<typeof KeptWait>;
export const KeptWaits = shelfKind<KeptWait>({ name: 'emailWait', schema: KeptWait, idOf: ({ name }) => name });

/** Something that belongs to a request and came back: a reply, as a system received it. */
export const KeptReply = z.object({
  replyId: z.string(),
  at: z.iso.datetime(),
  meta: z.string(),
  content: z.string().describe('base64'),
  expiresAt: z.int(),
});
export type KeptReply = z.infer<typeof KeptReply>;
export const KeptReplies = shelfKind<KeptReply>({ name: 'emailReply', schema: KeptReply, idOf: ({ at, replyId }) => `${at}#${replyId}` });

/** A request for texts to mothers: which text of which case. The texts themselves stand with the cases. */
export const KeptTextRequest = z.object({
  requestUid: z.uuid(),
  client: z.string(),
  texts: z.array(z.object({ caseId: z.string(), messageId: z.string() })),
  /** How many were for nobody whom the caller may text. */
  refused: z.int().min(0),
  expiresAt: z.int(),
});
export type KeptTextRequest = z.infer<typeof KeptTextRequest>;
export const KeptTextRequests = shelfKind<KeptTextRequest>({
  name: 'textRequest',
  schema: KeptTextRequest,
  idOf: ({ requestUid }) => requestUid,
});
