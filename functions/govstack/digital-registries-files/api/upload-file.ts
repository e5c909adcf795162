import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { scanIn, Upload, UPLOAD_LIMIT_BYTES } from '../../uploads.ts';
import { urlOfFile } from '../../digital-registries/files.ts';
import type { StoredFiles } from '../stored-files.ts';

interface Needs {
  readonly stored: StoredFiles;
}

/** `POST /files`: keeps a scan for a field of type file, which then names it by the answered URL. Not in the definition, which shows files in records and no way to bring one. */
export const uploadFile = ({ stored }: Needs) =>
  operation('uploadRegistryFile', {
    route: 'POST /files',
    scope: 'registration.write',
    summary: 'Upload a file for a record of a registry',
    status: 201,
    bodyLimitBytes: UPLOAD_LIMIT_BYTES,
    body: Upload,
    response: z.object({ url: z.string(), type: z.string(), bytes: z.int() }),
    async run({ body }, caller) {
      const { fileId, mediaType, bytes } = await stored.keep(scanIn(body), caller);
      return { url: urlOfFile(fileId), type: mediaType, bytes };
    },
  });
