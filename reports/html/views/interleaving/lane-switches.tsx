/** @jsxRuntime automatic @jsxImportSource preact */
/** Which lanes and stores are shown. What happens in a hidden one keeps its row, so that steps keep their numbers. */

export interface LaneSwitchesProps {
  readonly lanes: readonly string[];
  readonly hidden: ReadonlySet<string>;
  readonly toggle: (lane: string) => void;
}

export function LaneSwitches({ lanes, hidden, toggle }: LaneSwitchesProps) {
  return (
    <fieldset class="lane-switches">
      <legend>Lanes</legend>
      {lanes.map((lane, index) => (
        <label>
          <input type="checkbox" checked={!hidden.has(lane)} onChange={() => toggle(lane)} /> {lane}
          {index < 9 && <kbd aria-hidden="true">{index + 1}</kbd>}
        </label>
      ))}
    </fieldset>
  );
}
