import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { blockedWrite, classicRace, longTrace } from '../../samples/traces.ts';
import { stepNotes } from './step-notes.ts';
import { StepTable } from './step-table.tsx';

test('every step is a row with its sentence, its place, and a link to it where one can go there', () => {
  const html = render(<StepTable trace={classicRace} failure="f" current={1} />);
  expect(html.match(/<th scope="row"/g)).toHaveLength(6);
  for (const { number, sentence } of classicRace.steps) {
    expect(html).toContain(`href="#/failure/f?step=${number}"`);
    expect(html).toContain(`id="/failure/f?step=${number}"`);
    expect(html).toContain(sentence);
  }
});

test('the stores stand in the row of each step', () => {
  const html = render(<StepTable trace={classicRace} failure="f" />);
  expect(html.match(/data-label="Redis item:1"/g)).toHaveLength(6);
  expect(html.match(/data-label="MySQL item:1"/g)).toHaveLength(6);
});

test('a table that is cut says how much is left', () => {
  const html = render(<StepTable trace={longTrace(200)} failure="f" limit={40} />);
  expect(html.match(/<th scope="row"/g)).toHaveLength(40);
  expect(html).toContain('The first 40 of 200 steps');
});

test('steps after the current one are marked as to come', () => {
  const html = render(<StepTable trace={classicRace} failure="f" current={4} />);
  expect(html.match(/is-future/g)).toHaveLength(2);
  expect(html.match(/aria-current="step"/g)).toHaveLength(1);
});

test('notes tell of waits, faults, windows and outcomes', () => {
  const notes = blockedWrite.steps.map((step) => stepNotes(blockedWrite, step));
  expect(notes[1]).toContain('Waits for the lock on item:1, held by writer1 until step 3');
  expect(notes[2]).toContain('item:1 becomes stale in Redis: MySQL moved on, the cache still holds v1');
  expect(notes[3]).toContain('item:1 is fresh again in Redis: writer1 stores v2');
  expect(notes[6]).toContain('Fault: drop');
  expect(notes[7]).toEqual(['Proves the anomaly', 'read returns v2']);
});
