/** What a function's execution environment is started with. */
export interface Environment {
  readonly folder: string;
  /** `file.export`, as in the template. */
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
}

/** One event to run; `event` is JSON text, `deadline` is in milliseconds of the machine's clock. */
export interface Order {
  readonly event: string;
  readonly requestId: string;
  readonly deadline: number;
}

/** An error as Lambda reports it in the payload of a failed invocation. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** What the environment says back. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly error: FunctionError }
  | { readonly kind: 'result'; readonly payload: string }
  | { readonly kind: 'error'; readonly error: FunctionError };

/** The outcome of an invocation: a payload (JSON text), or an error of the function. */
export type Invocation = { readonly payload: string } | { readonly error: FunctionError };

export const failed = (invocation: Invocation): invocation is { readonly error: FunctionError } => 'error' in invocation;
