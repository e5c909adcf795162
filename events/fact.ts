import * as z from 'zod';

/**
 * What every event carries beside its data: identifiers only. `occurredAt` is the instant (UTC) of the command that caused it;
 * `area` and `programme` let a subscriber count without reading the case.
 */
export const Metadata = z.object({
  eventId: z.uuid(),
  occurredAt: z.iso.datetime(),
  /** The aggregate the fact is about: a case, or a campaign for outreach facts. */
  caseId: z.uuid(),
  correlationId: z.string().min(1).max(128),
  causationId: z.string().min(1).max(128),
  area: z.string().max(64),
  programme: z.string().max(64),
});
export type Metadata = z.infer<typeof Metadata>;

/** A fact that is about to be written to the outbox; the commit adds its metadata. */
export interface NewFact {
  readonly source: string;
  readonly detailType: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One kind of fact: its name on the bus, what it carries, and the only way to make one. */
export interface Fact<Data extends z.ZodObject> {
  readonly source: string;
  readonly detailType: string;
  /** Reading strips what this reader does not know, so that a producer may add an optional field. */
  readonly detail: z.ZodObject<{ metadata: typeof Metadata; data: Data }>;
  /** @throws {z.ZodError} when the data does not match: a defect of the producer. */
  readonly of: (data: z.input<Data>) => NewFact;
}

/** The detail of an event, as a subscriber gets it. */
export type Detail<F> = F extends Fact<infer Data> ? { metadata: Metadata; data: z.infer<Data> } : never;

/** Declares a fact: past tense, business words, identifiers and facts only; no name, phone, national number or diagnosis. */
export const fact = <Shape extends z.ZodRawShape>(context: string, name: string, major: number, shape: Shape): Fact<z.ZodObject<Shape>> => {
  const data = z.object(shape);
  const source = `nestling.${context}`;
  const detailType = `${name}.v${String(major)}`;
  const strict = data.strict();
  return {
    source,
    detailType,
    detail: z.object({ metadata: Metadata, data }),
    of: (input) => ({ source, detailType, data: strict.parse(input) }),
  };
};
