import { describe, expect, test } from 'vitest';
import { blocked, classic, hostile, HOSTILE } from '../html/samples/results.ts';
import { longResult, subjectIn } from '../testing/subjects.ts';
import { EXPORTER_NAMES, exporters } from './registry.ts';

const long = subjectIn(longResult(10_000));
const samples = { classic: subjectIn(classic), blocked: subjectIn(blocked) };

describe.each(Object.entries(samples))('the counterexample of %s', (name, subject) => {
  test.each(['text', 'assistant', 'mermaid', 'plantuml', 'svg'] as const)('is what it was as %s', async (format) => {
    const { make, extension } = exporters[format];
    await expect(make(subject)).toMatchFileSnapshot(`golden/${name}.${extension}`);
  });
});

test.each(EXPORTER_NAMES)('%s is the same, byte for byte, every time', (name) => {
  const { make } = exporters[name];
  expect(make(structuredClone(samples.blocked))).toBe(make(samples.blocked));
});

test('what the result does not hold is not offered', () => {
  const offered = EXPORTER_NAMES.filter((name) => exporters[name].isAvailable(samples.classic));
  expect(offered).toEqual(['text', 'assistant', 'mermaid', 'plantuml', 'svg', 'perfetto', 'itf']);
  expect(exporters.trace.make(samples.classic)).toBeNull();
  const subject = { ...samples.classic, regression: 'version: 1\n' };
  expect(exporters.regression.isAvailable(subject)).toBe(true);
  expect(exporters.regression.make(subject)).toBe('version: 1\n');
});

describe('mermaid', () => {
  const LINE =
    /^(?:sequenceDiagram|  (?:acc(?:Title|Descr): [^#;%<>&"`{}[\]\\]+|autonumber \d+ 1|end|rect rgba\([\d., ]+\)|participant p\d+ as .+|p\d+(?:->>|-x)p\d+: .+|Note over p\d+(?:,p\d+)?: .+))$/;

  test.each(['classic', 'blocked', 'hostile', 'long'])('of %s has no line but those of a sequence diagram', (name) => {
    const subject = { ...samples, hostile: subjectIn(hostile), long }[name]!;
    const lines = exporters.mermaid.make(subject).trimEnd().split('\n');
    expect(lines.filter((line) => !LINE.test(line))).toEqual([]);
    const shaded = lines.filter((line) => line.startsWith('  rect')).length;
    expect(lines.filter((line) => line === '  end')).toHaveLength(shaded);
    // What is no entity of ours would end a line, or be HTML.
    const labels = lines
      .filter((line) => /^  (?:p\d|Note|participant)/.test(line))
      .map((line) => line.replace(/^[^:]*?(?:: | as )/, ''));
    expect(labels.map((text) => text.replace(/#\d+;|<br\/>/g, '')).filter((text) => /[#;%<>"`]/.test(text))).toEqual(
      [],
    );
  });

  test('of 10,000 steps shows the 300 that lead to the proof, and says so', () => {
    const text = exporters.mermaid.make(long);
    expect(text.match(/^  p\d+(?:->>|-x)/gm)).toHaveLength(300);
    expect(text).toContain('Steps 9,701 to 10,000 of 10,000');
    expect(text).toContain('autonumber 9701 1');
  });

  test('stays below the length that Mermaid takes, whatever is escaped', () => {
    const steps = long.trace.steps.map((step) => ({ ...step, text: ';'.repeat(200), store: 'clock' as const }));
    const text = exporters.mermaid.make({ ...long, trace: { ...long.trace, steps } });
    expect(text.length).toBeLessThanOrEqual(50_000);
    expect(text).toContain('of 10,000: those that lead to the proof');
  });

  test('shades windows that overlap once', () => {
    const window = { store: 'redis', key: 'item:1', opens: 'a', closes: 'b' };
    const staleWindows = [
      { ...window, from: 2, to: 4 },
      { ...window, from: 3, to: 5, key: 'item:2' },
    ];
    const { classic: subject } = samples;
    const text = exporters.mermaid.make({ ...subject, trace: { ...subject.trace, staleWindows } });
    expect(text.match(/^  rect/gm)).toHaveLength(1);
    expect(text.match(/^  end/gm)).toHaveLength(1);
  });
});

describe('plantuml', () => {
  test('knows no markup, comment or call that came with a name or a value', () => {
    const text = exporters.plantuml.make(subjectIn(hostile)).replace(/<U\+[0-9A-F]{4}>/g, '');
    const said = text.split('\n').map((line) => line.replace(/^(?:participant|database) "([^"]*)" as p\d+$/, '$1'));
    expect(said.filter((line) => /[<~"%]|\[\[|--/.test(line))).toEqual([]);
  });
});

describe('perfetto', () => {
  interface Event {
    readonly ph: string;
    readonly id?: number;
    readonly pid: number;
    readonly tid: number;
    readonly ts: number;
    readonly dur?: number;
    readonly name: string;
    readonly args?: Readonly<Record<string, unknown>>;
  }
  const { traceEvents: events } = JSON.parse(exporters.perfetto.make(samples.blocked)) as { traceEvents: Event[] };

  test('has a thread for each lane and each store', () => {
    const threads = events.filter(({ name }) => name === 'thread_name').map(({ args }) => args?.['name']);
    expect(threads).toEqual(['writer1', 'writer2', 'reader', 'Redis', 'MySQL']);
  });

  test('has a flow for each message that arrived, and both its ends lie in a slice', () => {
    const within = ({ tid, ts }: Event): boolean =>
      events.some((one) => one.ph === 'X' && one.tid === tid && one.ts <= ts && ts <= one.ts + one.dur!);
    const starts = events.filter(({ ph }) => ph === 's');
    expect(starts.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 8]);
    expect(events.filter(({ ph }) => ph === 'f').map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 8]);
    expect(events.filter(({ ph }) => ph === 's' || ph === 'f').every(within)).toBe(true);
  });
});

describe('itf', () => {
  test('has a state before the run and one after each step', () => {
    const { vars, states } = JSON.parse(exporters.itf.make(samples.classic)) as {
      vars: string[];
      states: Record<string, unknown>[];
    };
    expect(states).toHaveLength(7);
    for (const state of states) expect(Object.keys(state).toSorted()).toEqual(['#meta', ...vars].toSorted());
    expect(states[0]!['redis']).toEqual({ '#map': [] });
    expect(states[5]!['redis']).toEqual({ '#map': [['item:1', 'v1']] });
    expect(states[3]!['mysql']).toEqual({ '#map': [['item:1', 'v2']] });
  });
});

describe('text', () => {
  test('is made of lines and columns in ASCII', () => {
    expect(exporters.text.make(samples.blocked)).toMatch(/^[\x20-\x7e\n]+$/);
  });

  test('names the actor in a column where there are too many lanes', () => {
    const actors = Array.from({ length: 20 }, (_, index) => `reader${index + 1}`);
    const steps = actors.map((actor, index) => ({ ...samples.classic.trace.steps[0]!, actor, number: index + 1 }));
    const text = exporters.text.make({ ...samples.classic, trace: { ...samples.classic.trace, actors, steps } });
    expect(text).toMatch(/^ +# +actor +step +\|/m);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(180);
  });

  test('keeps a line a line, whatever is in a value', () => {
    const text = exporters.text.make(subjectIn(hostile));
    expect(text).not.toContain('\u2028');
    expect(text).toContain(HOSTILE.replace('\u2028', '\\u2028').slice(0, 30));
  });
});

test('svg of 10,000 steps shows 500 of them and stays below a megabyte', () => {
  const text = exporters.svg.make(long);
  expect(text.length).toBeLessThan(1_000_000);
  expect(text).toContain('Steps 9,501 to 10,000 of 10,000');
});

test('svg holds nothing that runs or loads', () => {
  const elements = exporters.svg.make(subjectIn(hostile)).replace(/>[^<]*</g, '><');
  expect(elements).not.toMatch(/<(?:script|image|foreignObject|use|a)\b|\son\w+=|href/i);
});

describe('the text for an assistant', () => {
  test('says what it is, what it does not tell and what is asked, before the steps', () => {
    const text = exporters.assistant.make(samples.classic);
    expect(text).toMatch(
      /^Stalemate runs .*"cache-aside"[\s\S]*Not known from this[\s\S]*Asked for[\s\S]*SET item:1 v1/,
    );
    expect(text.endsWith(exporters.text.make(samples.classic))).toBe(true);
  });
});
