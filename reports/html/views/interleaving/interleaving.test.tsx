import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import type { Trace } from '../../../../harness/result.ts';
import { blockedWrite, classicRace, longTrace } from '../../samples/traces.ts';
import { Diagram } from './diagram.tsx';
import { Scrubber } from './scrubber.tsx';

const stay = () => {};
const diagramOf = (trace: Trace, current = trace.steps.length) =>
  render(<Diagram trace={trace} failure="f" keys={['item:1']} current={current} onStep={stay} />);

test('the diagram is a table that can be read without seeing it', () => {
  const html = diagramOf(classicRace);
  expect(html.match(/<th scope="row"/g)).toHaveLength(6);
  for (const { sentence } of classicRace.steps) expect(html).toContain(sentence);
  expect(html).toMatch(/<svg class="overlay"[^>]*aria-hidden="true"/);
});

test('a stale window is labelled at both ends', () => {
  const html = diagramOf(blockedWrite);
  for (const label of [
    'stale from here',
    'fresh again',
    'writer1 stores v2',
    'still stale',
    'never closes in this run',
  ]) {
    expect(html).toContain(label);
  }
});

test('a blocked step names the holder, and the lane says when it goes on', () => {
  const html = diagramOf(blockedWrite);
  expect(html).toContain('waits for the lock on item:1, held by writer1');
  expect(html).toContain('gets the lock');
});

test('a change shows what was there before', () => {
  expect(diagramOf(classicRace)).toMatch(/\(miss\).*becomes.*v1/s);
});

test('rows after the current one are to come', () => {
  expect(diagramOf(classicRace, 4).match(/<tr class="is-future/g)).toHaveLength(2);
});

test('a trace of 10,000 steps draws only what can be seen', () => {
  const html = diagramOf(longTrace(10_000), 1);
  expect(html).toContain('aria-rowcount="10001"');
  expect((html.match(/<th scope="row"/g) ?? []).length).toBeLessThan(100);
});

test('the scrubber speaks the sentence of its step', () => {
  const html = render(<Scrubber trace={classicRace} current={5} onStep={stay} />);
  expect(html).toContain('aria-valuetext="Step 5 of 6: reader stores item:1 = v1 in Redis, an old value."');
});

test('a run without steps does not break the page', () => {
  expect(render(<Scrubber trace={{ ...classicRace, steps: [] }} current={0} onStep={stay} />)).toContain('no steps');
});
