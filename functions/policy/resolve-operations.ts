import { faultLines } from './faults.ts';
import { messageFaults, setFaults } from './cross-checks/messages.ts';
import { type MessageTemplateId } from './schema/message-templates.ts';
import { Operations, type ContactPlan, type OperationsChoice } from './schema/operations.ts';

const contactFaults = ({ contacts, readings: { risks, kinds } }: Operations): readonly string[] => {
  const ids = contacts.map(({ id, birthPlace }) => `${id} ${birthPlace ?? ''}`);
  return [
    ...ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => `#/contacts: ${id.trim()} is planned twice`),
    ...contacts.flatMap(({ id, of, when }) =>
      when === undefined || risks.some((risk) => risk.code === when.risk && risk.of === of)
        ? []
        : [`#/contacts: ${id} waits for ${when.risk}, which is no risk of a ${of}`],
    ),
    ...Object.entries(kinds).flatMap(([kind, { categories }]) =>
      categories.flatMap(({ risk: code, of }) =>
        code === undefined || risks.some((risk) => risk.code === code && risk.of === of)
          ? []
          : [`#/readings/kinds/${kind}: ${code} is no risk of a ${of}`],
      ),
    ),
  ];
};

/**
 * Reads an operations file.
 * @throws {Error} one line a fault, with its JSON pointer
 */
export const parseOperations = (json: unknown): Operations => {
  const parsed = Operations.safeParse(json);
  const faults = parsed.success
    ? [...messageFaults(parsed.data), ...setFaults(parsed.data), ...contactFaults(parsed.data)]
    : faultLines(parsed.error);
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new Error(faults.join('\n'));
};

const withOccurrences = (contacts: readonly ContactPlan[], yields: Readonly<Record<string, readonly string[]>>): readonly ContactPlan[] =>
  contacts.map((contact) => ({
    ...contact,
    occurrences: [
      ...contact.occurrences,
      ...Object.entries(yields)
        .filter(([, ids]) => ids.includes(contact.id))
        .map(([type]) => type),
    ],
  }));

const merged = (base: Operations, { contactOccurrences = {}, messages = {}, ...choice }: Omit<OperationsChoice, 'shared'>): unknown => {
  const unknown = Object.values(contactOccurrences)
    .flat()
    .find((id) => !(choice.contacts ?? base.contacts).some((contact) => contact.id === id));
  if (unknown !== undefined) throw new Error(`#/operations/contactOccurrences: no contact is called ${unknown}`);
  return {
    ...base,
    ...choice,
    verification: { ...base.verification, ...choice.verification },
    review: { ...base.review, ...choice.review },
    payment: { ...base.payment, ...choice.payment },
    exits: [...base.exits.filter(({ reason }) => !choice.exits?.some((own) => own.reason === reason)), ...(choice.exits ?? [])],
    reminders: { ...base.reminders, ...choice.reminders },
    grievances: { ...base.grievances, ...choice.grievances },
    limits: { ...base.limits, ...choice.limits },
    loss: { ...base.loss, ...choice.loss },
    texting: { ...base.texting, ...choice.texting },
    screening: { ...base.screening, ...choice.screening },
    conversations: { ...base.conversations, ...choice.conversations },
    contacts: withOccurrences(choice.contacts ?? base.contacts, contactOccurrences),
    messages: Object.fromEntries(
      Object.entries(base.messages).map(([id, template]) => {
        const own = messages[id as MessageTemplateId];
        return [id, { ...template, ...own, texts: { ...template.texts, ...own?.texts } }];
      }),
    ),
  };
};

const sharedOperations = (name: string, shared: Readonly<Record<string, unknown>>): Operations => {
  const file = shared[name];
  if (file === undefined) throw new Error(`#/operations/shared: got ${name}, there are ${Object.keys(shared).join(', ') || 'none'}`);
  return parseOperations(file);
};

/**
 * The complete operations of a programme: its own, or shared ones with its differences.
 * @throws {Error} when the shared file is unknown, or a fault is found
 */
export const resolveOperations = (choice: Operations | OperationsChoice, shared: Readonly<Record<string, unknown>>): Operations => {
  if (!('shared' in choice)) return parseOperations(choice);
  const { shared: name, ...own } = choice;
  return parseOperations(merged(sharedOperations(name, shared), own));
};
