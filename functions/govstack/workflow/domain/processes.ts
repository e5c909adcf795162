import * as z from 'zod';

/** What the definition of a process says. @source GovStack Workflow 1.0 */
export const ProcessDefinition = z.object({
  name: z.string().min(1).max(80),
  type: z.enum(['None', 'Private', 'Public']),
  version: z.string().min(1).max(20),
  isExecutable: z.boolean().optional(),
  isClosed: z.boolean().optional(),
  description: z.string().max(2000).optional(),
  processBody: z
    .array(z.object({ code: z.string().max(80), value: z.string().max(500) }))
    .max(50)
    .optional(),
});
export type ProcessDefinition = z.infer<typeof ProcessDefinition>;

export interface KnownProcess {
  /** The machine that is deployed under this name. */
  readonly machine: string;
  readonly name: string;
  readonly description: string;
  /** What a person may start it with; nothing where only what happens starts it. */
  readonly startsWith?: readonly string[];
  /** Whether an execution can be stopped without losing anything: a sweep or a person begins anew. */
  readonly stoppable: boolean;
}

/** The processes that are deployed and shown; no other can be registered, since a process is code that was reviewed. */
const KNOWN: readonly KnownProcess[] = [
  {
    machine: 'verification',
    name: 'Verification of a registration',
    description:
      'Holds a registration against the population and the civil registry under a verified consent; a person decides where they differ.',
    startsWith: ['caseId', 'childId'],
    stoppable: true,
  },
  {
    machine: 'eligibility',
    name: 'Eligibility',
    description: 'Applies the programme to a verified case and records the decision.',
    stoppable: false,
  },
  {
    machine: 'enrolment',
    name: 'Enrolment',
    description: 'Gives a programme number, a payment address, a care worker and an account.',
    stoppable: false,
  },
  {
    machine: 'payment',
    name: 'Payment',
    description: 'Sees the lines of one payment to their payees, each exactly once.',
    stoppable: false,
  },
  {
    machine: 'reconciliation',
    name: 'Reconciliation',
    description: "Compares the ledger with the rail's statement, day by day.",
    stoppable: true,
  },
  { machine: 'referral', name: 'Referral', description: 'Sees one referral to its end.', stoppable: false },
  {
    machine: 'alert-ladder',
    name: 'Alert ladder',
    description: 'Tells one person after the other of an alert until somebody accepts.',
    stoppable: false,
  },
  {
    machine: 'severe-blood-pressure',
    name: 'Severe blood pressure',
    description: 'Keeps the clock of a severe reading until somebody acts.',
    stoppable: false,
  },
  { machine: 'outreach-campaign', name: 'Outreach campaign', description: 'Runs a campaign of outreach.', stoppable: true },
  { machine: 'update-sweep', name: 'Update sweep', description: 'Tells the owners of everything that is due.', stoppable: true },
  { machine: 'exit-sweep', name: 'Exit sweep', description: 'Tells the owners of everything that may end.', stoppable: true },
];

const VERSION = '1';

/** A process is found by the name of its machine, or by its own. */
export const findKnown = (id: string): KnownProcess | undefined => KNOWN.find(({ machine, name }) => machine === id || name === id);

/** What is said of a process as long as nobody has edited that. */
export const definitionOf = ({ name, description, startsWith = [] }: KnownProcess): ProcessDefinition => ({
  name,
  type: 'Private',
  version: VERSION,
  isExecutable: true,
  isClosed: false,
  description,
  processBody: startsWith.map((value) => ({ code: 'startsWith', value })),
});

/** What a ministry says of a process in the place of that, or that it is not shown. */
export const ProcessNote = z.object({ process: z.string(), shown: z.boolean(), definition: ProcessDefinition });
export type ProcessNote = z.infer<typeof ProcessNote>;

export interface Process {
  readonly id: string;
  readonly processDefinition: ProcessDefinition;
}

/** The processes that are shown. */
export const shownProcesses = (notes: readonly ProcessNote[]): readonly Process[] =>
  KNOWN.flatMap((known) => {
    const note = notes.find(({ process }) => process === known.machine);
    return note?.shown === false ? [] : [{ id: known.machine, processDefinition: note?.definition ?? definitionOf(known) }];
  });
