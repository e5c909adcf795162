/** What has to be there before a function takes its first event, such as secrets; nothing for most functions. */
const steps: (() => Promise<void>)[] = [];
let done: Promise<unknown> | undefined;

/** Has something done before the first event. */
export const beforeFirst = (step: () => Promise<void>): void => {
  steps.push(step);
};

/** When everything is there; what failed is tried again with the next event. @throws what a step throws */
export const prepared = async (): Promise<void> => {
  done ??= Promise.all(steps.map((step) => step()));
  try {
    await done;
  } catch (error) {
    done = undefined;
    throw error;
  }
};
