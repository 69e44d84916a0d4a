/** The browser's half of the report, built once at set-up or publish time and read here. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Bundle {
  readonly js: string;
  readonly css: string;
}

export const BUNDLE_FILES = { js: 'report.js', css: 'report.css' } as const;

/** The live engine: not part of the page until it is opened. */
export interface LiveBundle {
  readonly script: string;
  /** The interpreter of scripts, compiled to WebAssembly. */
  readonly lua: Uint8Array;
}

/** In the folder of the bundle; other pages can load them from there, too. */
export const LIVE_FILES = { script: 'live.js', lua: 'lua.wasm' } as const;

/** Where the bundle is: `dist/report` in the package. */
export function bundleFolder(): string {
  return join(packageRoot(), 'dist', 'report');
}

/** Reads the bundle; an error that says how to build it when there is none. */
export async function readBundle(folder: string = bundleFolder()): Promise<Bundle> {
  const [js, css] = await Promise.all([readBuilt(folder, BUNDLE_FILES.js), readBuilt(folder, BUNDLE_FILES.css)]);
  return { js: js.toString(), css: css.toString() };
}

export async function readLive(folder: string = bundleFolder()): Promise<LiveBundle> {
  const [script, lua] = await Promise.all([readBuilt(folder, LIVE_FILES.script), readBuilt(folder, LIVE_FILES.lua)]);
  return { script: script.toString(), lua };
}

async function readBuilt(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    throw new Error(`The report's browser bundle is not in ${folder}. Build it: npm run build`, { cause });
  }
}

/** This file is in `reports/html` of the sources and in `dist/reports/html` of what was compiled. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The report is not inside a package: no folder above it has a package.json');
    folder = parent;
  }
  return folder;
}
