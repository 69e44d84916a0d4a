/** What a strategy of your own imports: `import { defineStrategy, duration, z } from 'stalemate'`. */
export * from './strategies/strategy.ts';
export * from './strategies/adapt.ts';
