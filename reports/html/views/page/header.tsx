/** @jsxRuntime automatic @jsxImportSource preact */
/** The head of the page: where one is, where one can go, and how bright it is. */
import type { Section } from '../../route.ts';

const SECTIONS: readonly (readonly [Section, string])[] = [
  ['verdict', 'Verdict'],
  ['failures', 'Failures'],
  ['matrix', 'Matrix'],
  ['advice', 'Advice'],
  ['trade-offs', 'Trade-offs'],
  ['exploration', 'Exploration'],
  ['baseline', 'Baseline'],
  ['profile', 'Latencies'],
  ['about', 'About'],
];

export interface HeaderProps {
  readonly version: string;
  /** Parts that this report does not have. */
  readonly without: ReadonlySet<Section>;
}

export function Header({ version, without }: HeaderProps) {
  return (
    <header class="masthead">
      <a class="wordmark" href="#/verdict">
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M3 3h6v6H3zM11 11h6v6h-6z" />
          <path class="faint" d="M11 3h6v6h-6zM3 11h6v6H3z" />
        </svg>
        Stalemate <span class="version">{version}</span>
      </a>
      <nav aria-label="Sections">
        {SECTIONS.filter(([section]) => !without.has(section)).map(([section, title]) => (
          <a href={`#/${section}`}>{title}</a>
        ))}
      </nav>
      <ThemeSwitch />
    </header>
  );
}

const THEMES = ['system', 'light', 'dark'] as const;

/** See `listeners/themes.ts`. */
function ThemeSwitch() {
  return (
    <fieldset class="themes js-only">
      <legend class="visually-hidden">Theme</legend>
      {THEMES.map((each) => (
        <label>
          <input type="radio" name="theme" value={each} checked={each === 'system'} />
          <span>{each[0]?.toUpperCase() + each.slice(1)}</span>
        </label>
      ))}
    </fieldset>
  );
}
