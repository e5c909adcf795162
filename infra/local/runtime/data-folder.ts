import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/**
 * Takes a folder for this process alone: two systems on one database would lose each other's work.
 * @returns how to let go of it
 * @throws Error when another running process has it
 */
export const takeFolder = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'running.pid');
  let holder: number | undefined;
  try {
    holder = Number(readFileSync(file, 'utf8'));
  } catch {
    holder = undefined;
  }
  if (holder !== undefined && holder !== process.pid && Number.isInteger(holder) && holder > 0 && isRunning(holder))
    throw new Error(`${folder} is in use by process ${holder}`);
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
};
