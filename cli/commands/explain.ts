import { availableParallelism } from 'node:os';
import { defineCommand } from 'citty';
import { checkArguments, wholeNumber, workersArg } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { explainStrategy } from '../explain/explain.ts';
import { sourceOf } from '../explain/head-comment.ts';
import { explanationPage } from '../explain/markdown.ts';
import { renderExplanation } from '../explain/render.ts';
import { styleFor } from '../style.ts';
import { print, printJson } from '../terminal.ts';

const args = {
  ...workersArg,
  json: { type: 'boolean', description: 'As JSON on stdout' },
  markdown: { type: 'boolean', description: 'As a page of Markdown on stdout, with the code' },
} as const;

export const explain = defineCommand({
  meta: {
    name: 'explain',
    description: 'One strategy, built-in or a file of yours: its steps, its race, the shortest counterexample',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'explain');
    const [name, ...others] = given._;
    if (name === undefined || others.length > 0)
      throw new CliError(
        'found no strategy to explain, or several. Fix: `stalemate explain cache-aside`; `stalemate list strategies` names them',
      );
    const threads = wholeNumber(given.workers, 'workers', 1) ?? availableParallelism();
    const explanation = await explainStrategy(name, threads);
    if (given.json) {
      const { strategy, race, performances, result, scenarios } = explanation;
      await printJson({
        strategy: strategy.use.as,
        title: strategy.strategy.title,
        race,
        performances,
        scenarios,
        result,
      });
    } else if (given.markdown) await print(explanationPage(explanation, await sourceOf(name)));
    else await print(renderExplanation(explanation, styleFor(process.stdout), process.stdout.columns ?? 100));
    return 0;
  },
});
