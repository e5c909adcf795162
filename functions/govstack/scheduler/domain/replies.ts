/** What those who were alerted say of it: as an entry of the log, or when they are asked. @source GovStack Scheduler 1.0.0, log_details */
export interface Reply {
  /** Of the one alert that it answers. */
  readonly token: string;
  readonly status: string;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const MOST_OF_A_STATUS = 50;

const statusIn = (text: string): string => text.trim().toLowerCase().slice(0, MOST_OF_A_STATUS);

/** The reply that an entry of the log is: names and values with commas between, with a token of ours among them. */
export const replyIn = (logData: string): Reply | undefined => {
  const fields = new Map(
    logData.split(',').map((field): [string, string] => {
      const place = field.indexOf(':');
      return [field.slice(0, Math.max(place, 0)).trim().toLowerCase(), field.slice(place + 1).trim()];
    }),
  );
  const token = fields.get('token')?.toLowerCase();
  if (token === undefined || !UUID.test(token)) return undefined;
  const status = statusIn(fields.get('status') ?? '');
  return { token, status: status === '' ? 'acknowledged' : status };
};

/** The status in the answer of an address that was asked: `{"status": "attended"}`, in letters; undefined when it does not say one. */
export const statusInAnswer = (body: string): string | undefined => {
  try {
    const { status } = JSON.parse(body) as { readonly status?: unknown };
    const said = typeof status === 'string' ? statusIn(status) : '';
    return /^[\p{L}\d _-]+$/u.test(said) ? said : undefined;
  } catch {
    return undefined;
  }
};

const ASKED_AFTER_MINUTES = 15;

/** When those who have not replied are asked: a while after the event, or after the alert where that is later. */
export const askAtOf = (eventEnds: string, alerted: string): string =>
  new Date(Date.parse(eventEnds > alerted ? eventEnds : alerted) + ASKED_AFTER_MINUTES * 60_000).toISOString();
