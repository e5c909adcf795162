import { table } from '../../runtime/aws.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { noteArea } from './note-area.ts';

export const { handler, manifest } = subscriberFunction(noteArea({ table }));
