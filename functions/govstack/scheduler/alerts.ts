/** What an alert is of, and what the log says of it; for whoever walks through the participants, and whoever sends to one. */
import type { Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Table, Write } from '../../table/table.ts';
import { shelf } from '../shelf.ts';
import { entryOf, nameIn, type Occasion } from './domain/alerts.ts';
import { participantOf, Things, type Participant, type Thing, thingWrite } from './records.ts';

/** Why an alert goes to nobody any more. */
export type Over = 'event_gone' | 'event_cancelled' | 'message_gone';

/** What an alert schedule is of, as it stands now. */
export const occasionOf = async (table: Table, { id, details }: Thing): Promise<Occasion | Over> => {
  const [eventId, messageId] = [String(details['event_id']), String(details['message_id'])];
  const [event, message] = await Promise.all([shelf(table, Things.event).find(eventId), shelf(table, Things.message).find(messageId)]);
  if (event === undefined) return 'event_gone';
  if (event.value.details['status'] === 'cancelled') return 'event_cancelled';
  if (message === undefined) return 'message_gone';
  const entity = await shelf(table, Things.entity).find(String(message.value.details['entity_id']));
  const entityName = nameIn(entity?.value.details);
  return { scheduleId: id, eventId, event: event.value.details, messageId, message: message.value.details, entityName };
};

/** Of one alert to one participant: what receivers know it by, and what Messaging is asked under. The same at each try. */
export const tokenOf = (schedule: Pick<Thing, 'id'>, { type, id }: Pick<Participant, 'type' | 'id'>): string =>
  derivedId('eventAlert', schedule.id, participantOf(type, id));

/** An entry of the log that says what came of an alert; `once` tells it from the others of the same schedule. */
export const alertLogWrite = (
  schedule: Thing,
  occasion: Occasion | Over,
  { at }: Pick<Context, 'at'>,
  once: string,
  fields: Readonly<Record<string, string | number | undefined>>,
): Write => {
  const entity = typeof occasion === 'string' ? undefined : (occasion.event['host_entity_id'] ?? occasion.message['entity_id']);
  return thingWrite(
    'log',
    {
      id: `${at.replace(/\D/g, '')}-${derivedId('schedulerLog', schedule.id, once)}`,
      owner: schedule.owner,
      madeAt: at,
      details: {
        logger_role: 'scheduler',
        logger_id: schedule.id,
        ...(entity === undefined ? {} : { entity_id: entity }),
        log_category: 'alert',
        datetime: at,
        log_data: entryOf({ alert_schedule_id: schedule.id, event_id: String(schedule.details['event_id']), ...fields }),
      },
      subscribers: 0,
      appointments: 0,
      bySystem: true,
    },
    undefined,
  );
};
