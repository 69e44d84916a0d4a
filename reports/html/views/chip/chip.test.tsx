import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { classicRace } from '../../samples/traces.ts';
import { Chip } from './chip.tsx';

const htmlOf = (value: string | null, quiet = false) =>
  render(<Chip trace={classicRace} keyName="item:1" value={value} absent="(miss)" quiet={quiet} />);

test('versions differ in text, shape and colour', () => {
  const [one, two] = [htmlOf('v1'), htmlOf('v2')];
  for (const part of [/chip-text">([^<]*)/, /<path d="([^"]*)/, /class="chip (version-\d)/]) {
    expect(part.exec(one)?.[1]).not.toBe(part.exec(two)?.[1]);
  }
});

test('a wrapped value shows its version first and the whole in its title', () => {
  const html = htmlOf('{"value":"v2","version":2}');
  expect(html).toMatch(/chip-text">v2<span class="chip-wrapping"> in \{/);
  expect(html).toContain('title="{&quot;value');
});

test('nothing is said in words', () => {
  expect(htmlOf(null)).toContain('(miss)');
});
