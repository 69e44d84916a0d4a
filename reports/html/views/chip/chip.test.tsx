import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { classicRace } from '../../samples/traces.ts';
import { Chip } from './chip.tsx';

const htmlOf = (value: string | null, quiet = false) =>
  render(<Chip trace={classicRace} keyName="item:1" value={value} absent="(miss)" quiet={quiet} />);

test('versions differ in text and shape, which the style sheet gives a colour', () => {
  expect(htmlOf('v1')).toBe('<span class="chip circle ">v1</span>');
  expect(htmlOf('v2')).toBe('<span class="chip diamond ">v2</span>');
});

test('a wrapped value shows its version first and the whole in its title', () => {
  const html = htmlOf('{"value":"v2","version":2}');
  expect(html).toMatch(/>v2<span class="chip-wrapping"> in \{/);
  expect(html).toContain('title="{&quot;value');
});

test('nothing is said in words', () => {
  expect(htmlOf(null)).toContain('(miss)');
});
