/** @jsxRuntime automatic @jsxImportSource preact */
/** A field that leaves of gates, failures and cells what one looks for; see `filter/` and `hooks/use-filter.ts`. */

export function Filter() {
  return (
    <div class="filter js-only" role="search">
      <label for="filter">
        Filter <kbd aria-hidden="true">/</kbd>
      </label>
      <input
        id="filter"
        type="search"
        placeholder="lease scenario:two is:fail !anomaly:stale-read"
        autocomplete="off"
      />
      <output for="filter" />
    </div>
  );
}
