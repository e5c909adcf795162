/** Work that was interrupted because the local system stops: what was kept of it is taken up at the next start. */
export class SystemStopped extends Error {}

/** A refusal of an AWS service, as it is told to the caller. */
export class AwsError extends Error {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(name: string, message: string, { status = 400, fields = {} }: { status?: number; fields?: Record<string, unknown> } = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.fields = fields;
  }
}
