import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MODULE = fileURLToPath(new URL('./young-generation.ts', import.meta.url));

/** In a process of its own: how large its young generation is at first, after much has survived while it was kept, and afterwards. */
const PROGRAM = `
  import { getHeapSpaceStatistics } from 'node:v8';
  const { keepYoungGenerationSmall, letYoungGenerationGrow, renewGrowth } = await import(${JSON.stringify(MODULE)});
  const size = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
  const survivors = [];
  const survive = () => { for (let i = 0; i < 1e6; i++) survivors.push({ i }); };
  keepYoungGenerationSmall();
  const sizes = [size()];
  survive();
  sizes.push(size());
  renewGrowth();
  survive();
  sizes.push(size());
  letYoungGenerationGrow();
  survive();
  sizes.push(size());
  console.log(JSON.stringify(sizes));
`;

describe('the young generation', () => {
  it('stays as it is while it is kept small, whatever survives, and grows when it may', () => {
    const output = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM], {
      encoding: 'utf8',
    });
    const [before, kept, renewed, grown] = JSON.parse(output) as [number, number, number, number];
    expect([kept, renewed]).toEqual([before, before]);
    expect(grown).toBeGreaterThan(before);
  });
});
