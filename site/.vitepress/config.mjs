import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const pages = fileURLToPath(new URL('../pages', import.meta.url));
const strategies = readdirSync(`${pages}/strategies`)
  .filter((file) => file !== 'index.md')
  .map((file) => file.replace(/\.md$/, ''));

const links = (...entries) => entries.map(([text, page]) => ({ text, link: `/${page}` }));

export default defineConfig({
  title: 'Stalemate',
  description: 'Can your cache serve stale data? In which shortest interleaving? How often would it?',
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: 'node_modules/.cache/vitepress',
  // The site has to work in any folder of any server.
  base: process.env.SITE_BASE ?? '/',
  themeConfig: {
    search: { provider: 'local' },
    nav: links(
      ['Tutorial', 'tutorial'],
      ['Which pattern?', 'which-pattern'],
      ['Strategies', 'strategies/'],
      ['Try it', 'live'],
      ['API', 'api/'],
    ),
    sidebar: [
      {
        text: 'Start',
        items: links(
          ['Tutorial', 'tutorial'],
          ['Try it here', 'live'],
          ['Which pattern should I use?', 'which-pattern'],
          ['How to read the report', 'reading-the-report'],
          ['What a pass means', 'exploration'],
          ['Glossary', 'glossary'],
        ),
      },
      {
        text: 'Your own code',
        items: links(
          ['Test your own code', 'your-own-code'],
          ['In a test suite', 'test-suite'],
          ['Reports and CI', 'reports'],
          ['Fuzzing', 'fuzzing'],
          ['On many machines', 'scale-out'],
          ['API', 'api/'],
        ),
      },
      {
        text: 'How often, and at what cost',
        items: links(['Metrics', 'metrics'], ['Probe', 'probe'], ['Advise', 'advise'], ['Costs', 'costs']),
      },
      {
        text: 'Reference',
        items: links(
          ['Anomalies', 'anomalies'],
          ['Servers', 'servers'],
          ['Replicas', 'replicas'],
          ['Topology', 'topology'],
          ['Messages', 'messages'],
          ['Kafka', 'pipeline'],
          ['Outbox', 'outbox'],
          ['Locks', 'locks'],
          ['Isolation levels', 'isolation'],
          ['Trace files', 'traces'],
          ['Benchmarks', 'benchmarks'],
          ['Troubleshooting', 'troubleshooting'],
        ),
      },
      {
        text: 'Strategies',
        collapsed: true,
        items: strategies.map((name) => ({ text: name, link: `/strategies/${name}` })),
      },
    ],
  },
});
