/** What a document is, by its first bytes; what somebody says that it is has to agree. */

/** The kinds of scans that are kept. */
const KINDS = [
  { mediaType: 'application/pdf', extensions: ['pdf'], signature: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg'], signature: [0xff, 0xd8, 0xff] },
  { mediaType: 'image/png', extensions: ['png'], signature: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
] as const;

export const KEPT_TYPES: readonly string[] = KINDS.map(({ mediaType }) => mediaType);

/** The largest document, in bytes: with its transport encoding it still fits into what a function is handed. */
export const MOST_DOCUMENT_BYTES = 3 * 1024 * 1024;

/** What says nothing of the content. */
const NO_CLAIM: readonly string[] = ['', 'application/octet-stream', 'binary/octet-stream', 'text/plain'];

export interface Claim {
  readonly mediaType?: string | undefined;
  readonly fileName?: string | undefined;
}

export type DocumentCheck = { readonly mediaType: string } | { readonly fault: string };

const kindOf = (bytes: Uint8Array) => KINDS.find(({ signature }) => signature.every((byte, place) => bytes[place] === byte));

const claimFault = ({ mediaType, fileName }: Claim, found: (typeof KINDS)[number]): string | undefined => {
  const claimed = (mediaType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!NO_CLAIM.includes(claimed) && claimed !== found.mediaType) return `is called ${claimed} and is ${found.mediaType}`;
  const extension = /\.([A-Za-z0-9]{1,10})$/.exec(fileName ?? '')?.[1]?.toLowerCase();
  const extensions: readonly string[] = found.extensions;
  return extension === undefined || extensions.includes(extension) ? undefined : `ends in .${extension} and is ${found.mediaType}`;
};

/** Whether a document is of a kind that is kept, no larger than is allowed, and what it claims to be. */
export const checkDocument = (bytes: Uint8Array, claim: Claim): DocumentCheck => {
  if (bytes.byteLength === 0) return { fault: 'is empty' };
  if (bytes.byteLength > MOST_DOCUMENT_BYTES) return { fault: `may have ${String(MOST_DOCUMENT_BYTES)} bytes` };
  const found = kindOf(bytes);
  if (found === undefined) return { fault: `must be one of ${KEPT_TYPES.join(', ')}` };
  const fault = claimFault(claim, found);
  return fault === undefined ? { mediaType: found.mediaType } : { fault };
};
