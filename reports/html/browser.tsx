/** @jsxRuntime automatic @jsxImportSource preact */
/** The page's script: brings the rendered report to life. */
import './styles/report.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { chunkId } from './chunks/chunk-id.ts';
import { decodeChunk } from './chunks/decode.ts';
import { listenForCopies } from './listeners/copies.ts';
import { listenForThemes } from './listeners/themes.ts';
import type { Opened, PageIndex } from './page-data.ts';
import { placeOf } from './places.ts';

async function openFailure(failure: string): Promise<Opened> {
  const chunk = document.getElementById(chunkId(failure))?.textContent;
  if (!chunk) throw new Error('it was left out to keep this file small. The replay command shows it.');
  return (await decodeChunk(chunk)) as Opened;
}

document.documentElement.classList.add('js');
listenForCopies();
listenForThemes();
const index = JSON.parse(placeOf('index').textContent) as PageIndex;
render(<App index={index} openFailure={openFailure} />, placeOf('opened'));
