import { expect, it } from 'vitest';
import { studentQuantile } from './student.ts';

// R: qt(p, df)
it.each([
  [0.975, 1, 12.7062],
  [0.975, 2, 4.3027],
  [0.975, 3, 3.1824],
  [0.975, 4, 2.7764],
  [0.975, 9, 2.2622],
  [0.975, 19, 2.093],
  [0.995, 19, 2.8609],
  [0.95, 10, 1.8125],
  [0.975, 1000, 1.9623],
])("Student's t at %f with %i degrees of freedom is known", (p, degrees, expected) => {
  expect(studentQuantile(p, degrees)).toBeCloseTo(expected, 3);
});
