/** @jsxRuntime automatic @jsxImportSource preact */
/** A command, and a button that copies it; see `listeners/copies.ts`. */

export function CopyCommand({ command, label }: { readonly command: string; readonly label: string }) {
  return (
    <div class="command">
      <code>{command}</code>
      <button type="button" class="js-only" data-copies-command>
        {label}
      </button>
    </div>
  );
}
