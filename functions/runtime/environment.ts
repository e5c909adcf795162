import * as z from 'zod';

const Environment = z.object({
  TABLE_NAME: z.string().min(1),
  BUS_NAME: z.string().default(''),
  DOCUMENTS_BUCKET: z.string().default(''),
  KEY_ID: z.string().default(''),
  HASH_KEY_ID: z.string().default(''),
  SIGNING_KEY_ID: z.string().default(''),
  STAGE: z.string().default('main'),
  DUE_SHARDS: z.coerce.number().int().min(1).max(256).default(4),
  PROGRAMMES_PATH: z.string().default('/opt/programmes'),
  PARTNERS: z.string().default('{}'),
  EMAIL_SENDER: z.string().default(''),
  EMAIL_CONFIGURATION: z.string().default(''),
  CALLBACKS: z.enum(['on', 'off']).default('on'),
  IDENTITY_PROVIDER: z.string().default(''),
  NATIONAL_SIGN_IN: z.enum(['yes', 'no']).default('no'),
  STAFF_RETURN_URL: z.string().default(''),
  SMS_SENDER: z.string().default(''),
  SMS_PER_SECOND: z.coerce.number().min(0).default(0),
  API_BASE_URL: z.string().default(''),
});
export type Environment = z.infer<typeof Environment>;

let read: Environment | undefined;

/**
 * What the deployment tells its functions; read at the first call and never again.
 * @throws {Error} naming the variables that are missing or wrong
 */
export const environment = (): Environment => {
  if (read === undefined) {
    const parsed = Environment.safeParse(process.env);
    if (!parsed.success) throw new Error(`the environment is incomplete: ${z.prettifyError(parsed.error)}`);
    read = parsed.data;
  }
  return read;
};

/** The ARN of a state machine or topic that this function was given. @throws {Error} when it was not */
export const granted = (kind: 'WORKFLOW' | 'TOPIC', name: string): string => {
  const variable = `${kind}_${name.replace(/-/g, '_').toUpperCase()}`;
  const arn = process.env[variable];
  if (arn === undefined || arn === '') throw new Error(`the function was given no ${variable}`);
  return arn;
};
