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

/** The live engine: the page has it packed, and begins with it when it is opened. */
export interface LiveBundle {
  /** What the page's policy has the hash of. */
  readonly script: string;
  readonly packedScript: string;
  /** The interpreter of scripts, compiled to WebAssembly. */
  readonly packedLua: string;
}

/** In the folder of the bundle. Other pages can load the first two from there. */
export const LIVE_FILES = {
  script: 'live.js',
  lua: 'lua.wasm',
  packedScript: 'live.js.gz.base64',
  packedLua: 'lua.wasm.gz.base64',
} as const;

/** Where the bundle is: `dist/report` in the package. */
export function bundleFolder(): string {
  return join(packageRoot(), 'dist', 'report');
}

/** Reads the bundle; an error that says how to build it when there is none. */
export async function readBundle(folder: string = bundleFolder()): Promise<Bundle> {
  const [js, css] = await Promise.all([readBuilt(folder, BUNDLE_FILES.js), readBuilt(folder, BUNDLE_FILES.css)]);
  return { js, css };
}

export async function readLive(folder: string = bundleFolder()): Promise<LiveBundle> {
  const { script, packedScript, packedLua } = LIVE_FILES;
  const files = [script, packedScript, packedLua].map((name) => readBuilt(folder, name));
  const texts = (await Promise.all(files)) as [string, string, string];
  return { script: texts[0], packedScript: texts[1], packedLua: texts[2] };
}

export function bytesOfLive(live: LiveBundle | null): number {
  return live === null ? 0 : live.packedScript.length + live.packedLua.length;
}

async function readBuilt(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
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
