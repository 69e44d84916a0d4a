/** The file that a profile is written to. */
import { constants } from 'node:fs';
import { access, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Profile } from '../../harness/timed/profile.ts';
import { CliError } from '../errors.ts';

export const DEFAULT_FILE = 'profile.json';

/** Before half a minute is spent on what could not be written down. */
export async function checkWritable(file: string): Promise<void> {
  const there = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw unwritable(file, error);
  });
  if (there !== null && !isProfile(there)) {
    throw new CliError(`--output ${file}: found a file that is no profile. Fix: name another one, or remove it`);
  }
  await access(there === null ? dirname(resolve(file)) : file, constants.W_OK).catch((error: Error) => {
    throw unwritable(file, error);
  });
}

function unwritable(file: string, error: Error): CliError {
  return new CliError(`--output ${file}: ${error.message}. Fix: name a file in a folder that can be written`);
}

function isProfile(text: string): boolean {
  try {
    return 'profileVersion' in (JSON.parse(text) as object);
  } catch {
    return false;
  }
}

export async function writeProfile(file: string, profile: Profile): Promise<void> {
  await writeFile(file, profileText(profile)).catch((error: Error) => {
    throw unwritable(file, error);
  });
}

/** JSON with a line for each measurement: people look into it, and a histogram of a hundred lines tells them nothing. */
export function profileText(profile: Profile): string {
  const entries = Object.entries(profile).map(([name, value]) => {
    if (!Array.isArray(value) || value.length === 0) return `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    const lines = value.map((one) => `    ${JSON.stringify(one)}`);
    return `  ${JSON.stringify(name)}: [\n${lines.join(',\n')}\n  ]`;
  });
  return `{\n${entries.join(',\n')}\n}\n`;
}
