import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Result } from '../harness/result.ts';
import { blocked, cellOf, classic, doubtful, fuzzed, hostile, library, resultOf } from './html/samples/results.ts';
import { annotationsOf, jobSummaryOf } from './github/github.ts';
import { documents } from './registry.ts';
import { longResult } from './testing/subjects.ts';

const samples = { classic, blocked, library, doubtful, fuzzed, hostile };

describe.each(Object.keys(documents) as (keyof typeof documents)[])('%s', (name) => {
  test.each(Object.entries(samples))('of %s is the same, byte for byte, every time', (_, result) => {
    expect(documents[name](structuredClone(result))).toBe(documents[name](result));
  });
});

test.each(['junit', 'markdown'] as const)('%s is what it was', async (name) => {
  const extension = { junit: 'xml', markdown: 'md' }[name];
  await expect(documents[name](classic)).toMatchFileSnapshot(`${name}/golden/classic.${extension}`);
  await expect(documents[name](doubtful)).toMatchFileSnapshot(`${name}/golden/doubtful.${extension}`);
});

test('ndjson is the whole result, a line for each cell', () => {
  const [head, ...cells] = documents
    .ndjson(library)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(head).toMatchObject({ type: 'result', schemaVersion: 1, verdict: 'fail', exitCode: 1 });
  expect(cells).toEqual(library.results.map((cell) => ({ type: 'cell', ...cell })));
});

describe('junit', () => {
  const attributeOf = (xml: string, name: string): string[] =>
    [...xml.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value]) => value!);

  test('counts what failed, what could not be decided and what nothing was expected of', () => {
    const [all] = documents.junit(doubtful).match(/<testsuites [^>]*>/) ?? [''];
    expect(all).toContain('tests="6" failures="0" errors="2"');
    const [suite] = documents.junit(doubtful).match(/<testsuite [^>]*>/) ?? [''];
    expect(suite).toContain('skipped="4"');
  });

  test('has a case for each expectation and for each failure that fuzzing found', () => {
    expect(documents.junit(library).match(/<testcase /g)).toHaveLength(60);
    expect(documents.junit(library).match(/<failure /g)).toHaveLength(2);
    expect(attributeOf(documents.junit(fuzzed), 'name')).toEqual([
      'stalemate',
      'classic-race',
      'cache-aside: failure 7cd8493d2c78, stale-at-rest',
      'cache-aside: failure 9e2ff95bc1b4, stale-at-rest',
    ]);
    // The second is in the baseline.
    expect(documents.junit(fuzzed).match(/<failure /g)).toHaveLength(1);
  });

  test('has a case for each threshold', () => {
    const rate = { value: 0.002, interval: [0.001, 0.003], samples: 1000, unit: 'share' } as const;
    const threshold = {
      metric: 'hit_rate',
      strategy: 'lease',
      min: 0.9,
      confidence: 0.95,
      ...rate,
      verdict: 'fail',
    } as const;
    const xml = documents.junit(resultOf([cellOf({ rates: { hit_rate: rate }, thresholds: [threshold] })]));
    expect(xml).toContain(
      'name="lease: hit_rate ≥ 90 %" time="0.012"><failure message="0.2 % (95 %: 0.1 % to 0.3 %) of 1,000"',
    );
  });

  test('lets no name or value out of its place', () => {
    const xml = documents.junit(hostile);
    expect(xml).not.toContain('<script');
    expect(xml).not.toContain(']]>');
    expect(xml).not.toContain('<!--');
  });

  test('replaces what XML cannot hold', () => {
    const cell = cellOf({ scenario: 'a\u0000b\ud800c\u0008\n', expectations: [] });
    const xml = documents.junit(resultOf([cell]));
    expect(xml).toContain('name="a\ufffdb\ufffdc\ufffd&#10;"');
  });
});

describe('sarif', () => {
  const text = z.strictObject({ text: z.string().min(1) });
  const value = z.strictObject({ text: z.string() });
  const physicalLocation = z.strictObject({
    artifactLocation: z.strictObject({ uri: z.string().regex(/^[^\s<>"\\]+$/) }),
    region: z.strictObject({ startLine: z.literal(1) }),
  });
  /** What the standard requires, and nothing that it does not know. */
  const log = z.strictObject({
    $schema: z.url(),
    version: z.literal('2.1.0'),
    runs: z.tuple([
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.literal('Stalemate'),
            version: z.string(),
            rules: z.array(
              z.strictObject({
                id: z.string(),
                shortDescription: text,
                fullDescription: text,
                defaultConfiguration: z.strictObject({ level: z.enum(['none', 'note', 'warning', 'error']) }),
              }),
            ),
          }),
        }),
        invocations: z.tuple([z.strictObject({ executionSuccessful: z.boolean(), exitCode: z.int() })]),
        columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            level: z.enum(['note', 'warning', 'error']),
            message: text,
            locations: z.tuple([z.strictObject({ physicalLocation })]),
            partialFingerprints: z.record(z.string(), z.string()),
            suppressions: z
              .array(
                z.strictObject({
                  kind: z.enum(['inSource', 'external']),
                  status: z.enum(['accepted', 'underReview', 'rejected']),
                  justification: z.string(),
                }),
              )
              .optional(),
            codeFlows: z.tuple([
              z.strictObject({
                message: text,
                threadFlows: z
                  .array(
                    z.strictObject({
                      id: z.string(),
                      message: text,
                      locations: z
                        .array(
                          z.strictObject({
                            location: z.strictObject({ message: text, physicalLocation }),
                            kinds: z.array(z.string()),
                            executionOrder: z.int().min(0),
                            importance: z.enum(['essential', 'important', 'unimportant']),
                            state: z.record(z.string(), value),
                          }),
                        )
                        .min(1),
                    }),
                  )
                  .min(1),
              }),
            ]),
            properties: z.record(z.string(), z.unknown()),
          }),
        ),
      }),
    ]),
  });
  const resultsOf = (result: Result) => log.parse(JSON.parse(documents.sarif(result))).runs[0].results;

  test.each(Object.entries(samples))('of %s has the form of the standard', (_, result) => {
    expect(log.safeParse(JSON.parse(documents.sarif(result))).error).toBeUndefined();
  });

  test('is an interleaving: a flow for each actor, in the order of execution, with what the stores held', () => {
    const [{ codeFlows }] = resultsOf(classic) as [ReturnType<typeof resultsOf>[number]];
    const flows = codeFlows[0].threadFlows;
    expect(flows.map(({ id, locations }) => [id, locations.map(({ executionOrder }) => executionOrder)])).toEqual([
      ['reader', [1, 2, 5]],
      ['writer', [3, 4]],
      ['observer', [6]],
    ]);
    expect(flows[0]!.locations[2]!.state).toEqual({
      'redis item:1': { text: 'v1' },
      'mysql item:1': { text: 'v2 (version 2)' },
    });
  });

  test('has a result for each failure, and says which ones somebody expects', () => {
    const results = resultsOf(library);
    expect(results.filter(({ level }) => level === 'error')).toHaveLength(2);
    const expected = results.filter(({ level }) => level === 'note');
    expect(expected.length).toBeGreaterThan(10);
    expect(expected.every(({ suppressions }) => suppressions?.length === 1)).toBe(true);
  });

  test('has at most 1,000 locations in a result, and says what is left out', () => {
    const [{ codeFlows }] = resultsOf(longResult(3000)) as [ReturnType<typeof resultsOf>[number]];
    const locations = codeFlows[0].threadFlows.flatMap((flow) => flow.locations);
    expect(locations).toHaveLength(1000);
    expect(codeFlows[0].message.text).toContain('Steps 2,001 to 3,000 of 3,000');
  });
});

describe('github', () => {
  test('has at most ten annotations, the worst first, each on a line of its own', () => {
    const broken = { strategy: 'lease', anomaly: 'stale-read', is: 'never' } as const;
    const cells = Array.from({ length: 12 }, (_, index) =>
      cellOf({
        strategy: `s${index}`,
        expectations: [
          { ...broken, strategy: `s${index}`, verdict: index < 6 ? 'inconclusive' : 'fail', because: 'a\nb' },
        ],
      }),
    );
    const lines = annotationsOf(resultOf(cells)).trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.map((line) => line.slice(0, 7))).toEqual([...Array(6).fill('::error'), ...Array(4).fill('::warni')]);
    expect(lines[0]).toBe('::error file=scenarios/classic-race.yaml,line=1,title=s6%3A stale-read is never::a%0Ab');
  });

  test('lets no text end a command or begin another', () => {
    const cell = cellOf({
      file: 'a,b:c%.yaml',
      expectations: [
        { strategy: 'lease', anomaly: 'stale-read', is: 'never', verdict: 'fail', because: '100 %\r\n::error::forged' },
      ],
    });
    expect(annotationsOf(resultOf([cell]))).toBe(
      '::error file=a%2Cb%3Ac%25.yaml,line=1,title=lease%3A stale-read is never::100 %25%0D%0A::error::forged\n',
    );
  });

  test('keeps its page below the limit, and says how many failures it has left out', () => {
    const cells = Array.from({ length: 400 }, (_, index) => ({
      ...classic.results[0]!,
      strategy: `cache-aside-${index}`,
      scenario: 'classic-race',
    }));
    const page = jobSummaryOf(resultOf(cells));
    expect(new TextEncoder().encode(page).length).toBeLessThan(1024 * 1024);
    expect(page).toMatch(/… and \d+ more failures, left out/);
    expect(new TextEncoder().encode(jobSummaryOf(resultOf(cells), 200_000)).length).toBeLessThan(200_000);
  });
});

describe('markdown', () => {
  test('takes no text for markup', () => {
    const page = documents.markdown(hostile).replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '');
    expect(page).not.toMatch(/<(?:script|img)/);
    expect(page).not.toMatch(/(?<!\\)\|window/);
  });

  test('lets no text end a block of code', () => {
    const counterexample = {
      ...classic.results[0]!.anomalies['stale-at-rest']!.counterexample!,
      replay: 'x ``` y ````',
    };
    const cell = cellOf({ anomalies: { 'stale-at-rest': { schedules: 1, counterexample } } });
    expect(documents.markdown(resultOf([cell]))).toContain('\n`````sh\nx ``` y ````\n`````\n');
  });
});
