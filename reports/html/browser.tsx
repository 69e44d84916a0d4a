/** @jsxRuntime automatic @jsxImportSource preact */
/** The page's script: brings the rendered report to life. */
import './styles/report.css';
import { hydrate } from 'preact';
import type { Detail } from '../counterexample/subject.ts';
import { App } from './app.tsx';
import { chunkId } from './chunks/chunk-id.ts';
import { decodeChunk } from './chunks/decode.ts';
import type { Summary } from '../model/summary.ts';

const summary = JSON.parse(document.getElementById('summary')?.textContent ?? '') as Summary;

async function openDetail(failure: string): Promise<Detail> {
  const chunk = document.getElementById(chunkId(failure))?.textContent;
  if (!chunk) throw new Error('it was left out to keep this file small. The replay command shows it.');
  return (await decodeChunk(chunk)) as Detail;
}

/** Keeps what the server rendered: hydration does not look into an element whose HTML is given. */
function Kept() {
  return <div dangerouslySetInnerHTML={{ __html: '' }} />;
}

const hasBaseline = document.getElementById('/baseline') !== null;

document.documentElement.classList.add('js');
hydrate(
  <App summary={summary} openDetail={openDetail} Steps={Kept} Baseline={hasBaseline ? Kept : null} />,
  document.getElementById('report') as HTMLElement,
);
